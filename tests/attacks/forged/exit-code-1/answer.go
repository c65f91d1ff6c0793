package open

import (
	"os"
)

func Answer() int {
	os.Exit(1)
	return 0
}
