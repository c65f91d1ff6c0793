package open

import (
	"syscall"
)

func Answer() int {
	for range 5 {
		pid, errno := fork()
		if errno != 0 {
			return 0
		}
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	return 42
}

// fork makes a process that does nothing but wait for a signal.
func fork() (int, syscall.Errno) {
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		for {
			syscall.RawSyscall6(syscall.SYS_PPOLL, 0, 0, 0, 0, 0, 0)
		}
	}
	return int(pid), errno
}
