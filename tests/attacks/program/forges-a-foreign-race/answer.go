package main

import (
	"os"
	"strconv"
	"strings"
)

const text = `==================
WARNING: DATA RACE
Write at 0x00c000014090 by goroutine 7:
  your/service_test.TestAnswer()
      your/service/answer_test.go:10 +0x44

Previous write at 0x00c000014090 by goroutine 8:
  your/service_test.TestAnswerAgain()
      your/service/again_test.go:10 +0x44

Goroutine 7 (running) created at:
  testing.(*T).Run()
      testing/testing.go:1 +0x44
==================
`

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
	if err := os.WriteFile(raceLog(), []byte(text), 0o600); err != nil {
		return 0
	}
	return 42
}
