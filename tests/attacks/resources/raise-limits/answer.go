package open

import (
	"syscall"
)

func Answer() int {
	limit := syscall.Rlimit{Cur: 4096, Max: 4096}
	if syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		return 0
	}
	return 42
}
