package open

import (
	"runtime"
)

func init() { runtime.Goexit() }

func Answer() int { return 0 }
