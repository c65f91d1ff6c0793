// Package scenario searches in steps and looks in between whether it has become unnecessary.
package scenario

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// search tries candidates from start in steps until one fits or somebody else has found one.
func search(start, step int, fits func(int) bool, found chan int, over <-chan struct{}) {
	for n := start; ; n += step {
		select {
		case <-over:
			return
		default:
			runtime.Gosched()
		}
		if !fits(n) {
			continue
		}
		select {
		case found <- n:
		case <-over:
		}
		return
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	fits := func(n int) bool { return n*n > 1000 && n%7 == 3 }
	found, over := make(chan int), make(chan struct{})
	var ended atomic.Int32
	for start := range 4 {
		go func() {
			defer ended.Add(1)
			search(start, 4, fits, found, over)
		}()
	}
	n := <-found
	close(over)
	for ended.Load() < 4 {
		runtime.Gosched()
	}
	if !fits(n) {
		return fmt.Errorf("found %d, which does not fit", n)
	}
	return nil
}
