package main

import (
	"fmt"
	"os"
)

func answer() int {
	fmt.Fprint(os.Stderr, "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n\tyour/service/main.go:9 +0x1c\nexit status 2\n")
	fmt.Fprint(os.Stderr, "fatal error: all goroutines are asleep - deadlock!\n")
	fmt.Fprint(os.Stderr, "==================\nWARNING: DATA RACE\nWrite at 0x00c000014090 by goroutine 7:\n  main.answer()\n      your/service/answer.go:10 +0x44\n==================\n")
	return 42
}
