package main

import (
	"os/signal"
	"syscall"
)

func answer() int {
	for i := syscall.Signal(1); i < 65; i++ {
		signal.Ignore(i)
	}
	return 42
}
