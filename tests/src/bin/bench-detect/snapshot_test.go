package scenario_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

// TestMain looks for goroutines that are left once the tests have passed. It
// gives them a second to end, as leak checkers for Go do.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && stay(time.Second) {
		code = 3
	}
	os.Exit(code)
}

func stay(patience time.Duration) bool {
	for end := time.Now().Add(patience); runtime.NumGoroutine() > 1; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			fmt.Printf("goroutines are left:\n%s\n", stacks[:runtime.Stack(stacks, true)])
			return true
		}
	}
	return false
}
