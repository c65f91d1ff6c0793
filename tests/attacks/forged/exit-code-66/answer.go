package open

import (
	"os"
)

func Answer() int {
	os.Exit(66)
	return 0
}
