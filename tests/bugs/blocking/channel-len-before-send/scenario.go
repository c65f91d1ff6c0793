// Package scenario merges requests to reload into one that is pending.
package scenario

import (
	"fmt"
	"sync"
)

type reloader struct {
	pending chan struct{}
	reloads int
}

// request asks for a reload, unless one is pending already.
func (r *reloader) request() {
	if len(r.pending) < cap(r.pending) {
		r.pending <- struct{}{}
	}
}

// poll reloads if somebody has asked for it.
func (r *reloader) poll() {
	select {
	case <-r.pending:
		r.reloads++
	default:
	}
}

// Run asks several times from three goroutines, and then polls.
func Run() error {
	r := &reloader{pending: make(chan struct{}, 1)}
	for round := range 25 {
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(r.request)
		}
		wg.Wait()
		r.poll()
		r.poll()
		if r.reloads != round+1 {
			return fmt.Errorf("reloaded %d times, want %d", r.reloads, round+1)
		}
	}
	return nil
}
