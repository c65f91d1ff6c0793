// Package scenario gives scripts a way to end at once from any depth, without a panic.
package scenario

import (
	"fmt"
	"runtime"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A script runs in a goroutine of its own, so that it can be ended from within.
type script struct {
	mu    sync.Mutex
	lines []string
}

func (s *script) say(line string) {
	s.mu.Lock()
	defer s.mu.Unlock() // also runs when the script ends here
	if line == "" {
		runtime.Goexit()
	}
	s.lines = append(s.lines, line)
}

// run returns what the script has said, and whether it came to its end.
func run(body func(*script)) (lines []string, finished bool) {
	s := &script{}
	var ended sync.WaitGroup
	ended.Go(func() {
		body(s)
		finished = true
	})
	ended.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines, finished
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var countdown func(s *script, n int)
	countdown = func(s *script, n int) {
		if n == 0 {
			s.say("")
		}
		s.say(fmt.Sprint(n))
		countdown(s, n-1)
	}
	if lines, finished := run(func(s *script) { countdown(s, 5) }); len(lines) != 5 || finished {
		return fmt.Errorf("the countdown said %v, finished: %v", lines, finished)
	}
	if lines, finished := run(func(s *script) { s.say("hi") }); len(lines) != 1 || !finished {
		return fmt.Errorf("the greeting said %v, finished: %v", lines, finished)
	}
	return nil
}
