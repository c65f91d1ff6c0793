package main

import (
	"os"
	"syscall"
)

func answer() int {
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	return 42
}
