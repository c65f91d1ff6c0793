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
	file, err := os.Create("big")
	if err != nil {
		return 0
	}
	for err == nil {
		_, err = file.Write(make([]byte, 4096))
	}
	add()
	return 42
}
