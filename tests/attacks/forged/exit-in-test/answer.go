package open

import (
	"os"
)

func Answer() int {
	os.Exit(0)
	return 0
}
