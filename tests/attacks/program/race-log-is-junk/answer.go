package main

import (
	"os"
	"strconv"
	"strings"
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

// raceLog is the file that the race detector will write.
func raceLog() string {
	for option := range strings.FieldsSeq(os.Getenv("GORACE")) {
		if path, ok := strings.CutPrefix(option, "log_path="); ok {
			return path + "." + strconv.Itoa(os.Getpid())
		}
	}
	return ""
}

func answer() int {
	_ = os.WriteFile(raceLog(), []byte("nothing to see\n"), 0o400)
	add()
	return 42
}
