package open

import (
	"runtime"
	"syscall"
)

// prlimit64 is the number of the system call that reads and sets the limits of another process.
var prlimit64 = map[string]uintptr{"amd64": 302, "arm64": 261}

// Answer asks for the supervisor's limit on open files, with no address to write it to: the kernel answers EFAULT once
// it has found that it may tell, and then it would also change it.
func Answer() int {
	_, _, errno := syscall.RawSyscall6(prlimit64[runtime.GOARCH], 1, syscall.RLIMIT_CORE, 0, 1, 0, 0)
	if errno == syscall.EFAULT || errno == 0 {
		return 0
	}
	return 42
}
