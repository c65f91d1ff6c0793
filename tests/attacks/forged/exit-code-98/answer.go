package open

import (
	"os"
)

func Answer() int {
	os.Exit(98)
	return 0
}
