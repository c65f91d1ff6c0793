package open

import (
	"syscall"
)

func Answer() int {
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	select {}
}
