// Package scenario asks two sources and waits for one of them.
package scenario

import (
	"errors"
	"fmt"
	"sync"
)

var errSlow = errors.New("too slow")

type race struct {
	mu     sync.Mutex
	winner int
	errs   chan error
	done   chan struct{}
	all    sync.WaitGroup
}

func (r *race) finish(runner int) {
	r.mu.Lock()
	won := r.winner == 0
	if won {
		r.winner = runner
	}
	r.mu.Unlock()
	if won {
		close(r.done)
		return
	}
	r.errs <- fmt.Errorf("runner %d: %w", runner, errSlow)
}

// Run lets two runners race.
func Run() error {
	r := &race{errs: make(chan error, 2), done: make(chan struct{})}
	for runner := range 2 {
		r.all.Go(func() { r.finish(runner + 1) })
	}
	<-r.done
	close(r.errs)
	r.all.Wait()
	for err := range r.errs {
		if !errors.Is(err, errSlow) {
			return fmt.Errorf("got the error %v, want %v", err, errSlow)
		}
	}
	return nil
}
