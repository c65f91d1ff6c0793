package main

import (
	"os"
	"syscall"
)

var n int

// add counts to two without a lock.
func add() {
	done := make(chan bool)
	go func() {
		n++
		done <- true
	}()
	n++
	<-done
}

func answer() int {
	add()
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	return 42
}
