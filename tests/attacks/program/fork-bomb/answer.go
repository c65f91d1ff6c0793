package main

import (
	"syscall"
)

func answer() int {
	for range 1000 {
		pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
		if errno == 0 && pid > 0 {
			return 0
		}
	}
	return 42
}
