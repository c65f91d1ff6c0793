package open

import (
	"syscall"
)

func Answer() int {
	if syscall.PtraceAttach(1) == nil {
		return 0
	}
	if _, _, errno := syscall.Syscall(syscall.SYS_PTRACE, syscall.PTRACE_TRACEME, 0, 0); errno == 0 {
		return 0
	}
	return 42
}
