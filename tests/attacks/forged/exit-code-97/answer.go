package open

import (
	"os"
)

func Answer() int {
	os.Exit(97)
	return 0
}
