package open

import (
	"syscall"
)

func Answer() int {
	// A limit of the supervisor's is read into nothing: the kernel answers EFAULT where it would have answered.
	const prlimit64 = 302
	if _, _, errno := syscall.RawSyscall6(prlimit64, 1, syscall.RLIMIT_NOFILE, 1, 0, 0, 0); errno != syscall.EPERM && errno != syscall.EACCES {
		return 0
	}
	return 42
}
