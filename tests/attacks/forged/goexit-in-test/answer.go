package open

import (
	"runtime"
)

func Answer() int {
	runtime.Goexit()
	return 0
}
