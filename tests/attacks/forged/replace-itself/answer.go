package open

import (
	"os"
	"syscall"
)

func Answer() int {
	_ = syscall.Exec("/proc/self/exe", os.Args, os.Environ())
	return 0
}
