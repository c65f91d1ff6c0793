// Package scenario lets thousands of goroutines wait for a start signal.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

const runners = 2000

type race struct {
	start    chan struct{}
	line     sync.WaitGroup // before the start
	finished sync.WaitGroup
	places   atomic.Int64
	results  [runners]int64
}

func (r *race) enter(number int) {
	r.line.Add(1)
	r.finished.Go(func() {
		r.line.Done()
		<-r.start
		r.results[number] = r.places.Add(1)
	})
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	r := &race{start: make(chan struct{})}
	for number := range runners {
		r.enter(number)
	}
	r.line.Wait()
	close(r.start)
	r.finished.Wait()
	var sum int64
	for _, place := range r.results {
		sum += place
	}
	if want := int64(runners * (runners + 1) / 2); sum != want {
		return fmt.Errorf("the places add up to %d, want %d", sum, want)
	}
	return nil
}
