package open

import (
	"syscall"
)

func Answer() int {
	flags := []int{syscall.CLONE_NEWUSER, syscall.CLONE_NEWNS, syscall.CLONE_NEWNET, syscall.CLONE_NEWPID, syscall.CLONE_NEWUTS, syscall.CLONE_NEWIPC}
	for _, flag := range flags {
		if syscall.Unshare(flag) == nil {
			return 0
		}
		pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(int(syscall.SIGCHLD)|flag), 0, 0, 0, 0, 0)
		if errno == 0 && pid == 0 {
			syscall.RawSyscall(syscall.SYS_EXIT, 0, 0, 0)
		}
		if errno == 0 {
			return 0
		}
	}
	return 42
}
