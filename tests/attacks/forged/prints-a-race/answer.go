package open

import (
	"fmt"
	"os"
)

func Answer() int {
	fmt.Fprint(os.Stderr, "==================\nWARNING: DATA RACE\nWrite at 0x00c000014090 by goroutine 7:\n  your/open_test.TestAnswer()\n      answer_test.go:10 +0x44\n==================\n")
	return 42
}
