package open

import (
	"fmt"
	"os"
)

const text = `==================
WARNING: DATA RACE
Write at 0x00c000014090 by goroutine 7:
  your/open_test.TestAnswer()
      your/open/answer_test.go:10 +0x44

Previous write at 0x00c000014090 by goroutine 8:
  your/open_test.TestAnswerAgain()
      your/open/again_test.go:10 +0x44

Goroutine 7 (running) created at:
  testing.(*T).Run()
      testing/testing.go:1 +0x44
==================
`

func Answer() int {
	if err := os.WriteFile(fmt.Sprintf("%s/race.%d", os.TempDir(), os.Getpid()), []byte(text), 0o600); err != nil {
		return 0
	}
	return 42
}
