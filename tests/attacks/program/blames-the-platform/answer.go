package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

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
	_ = os.WriteFile(raceLog(), []byte("FATAL: ThreadSanitizer: unexpected memory mapping 0x7f0000000000-0x7f0000001000\n"), 0o600)
	fmt.Fprintln(os.Stderr, "FATAL: ThreadSanitizer: unexpected memory mapping 0x7f0000000000-0x7f0000001000")
	panic("42")
}
