package open

import (
	"os"
)

func Answer() int {
	os.Exit(2)
	return 0
}
