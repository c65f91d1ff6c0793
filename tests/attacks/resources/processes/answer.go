package open

import (
	"os"
	"os/exec"
	"syscall"
)

func Answer() int {
	if exec.Command("/proc/self/exe").Start() == nil || exec.Command("/opt/gauntlet/bin/supervisor").Run() == nil {
		return 0
	}
	if _, err := os.StartProcess(os.Args[0], os.Args, &os.ProcAttr{}); err == nil {
		return 0
	}
	for _, flags := range []uintptr{0, syscall.CLONE_VFORK, syscall.CLONE_VM | syscall.CLONE_VFORK, syscall.CLONE_PARENT} {
		if pid, errno := fork(flags); pid > 0 || errno != syscall.EPERM {
			return 0
		}
	}
	return 42
}

// fork makes a process that does nothing but wait for a signal.
func fork(flags uintptr) (int, syscall.Errno) {
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, flags|uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		for {
			syscall.RawSyscall6(syscall.SYS_PPOLL, 0, 0, 0, 0, 0, 0)
		}
	}
	return int(pid), errno
}
