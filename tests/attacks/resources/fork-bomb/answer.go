package open

import (
	"syscall"
)

func Answer() int {
	for {
		pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
		if errno == syscall.EPERM {
			return 42
		}
		if errno != 0 && pid != 0 {
			return 0
		}
	}
}
