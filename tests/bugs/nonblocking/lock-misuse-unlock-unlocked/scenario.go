// Package scenario cleans up, unless somebody is at it already.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type janitor struct {
	mu      sync.Mutex
	cleaned atomic.Int32
	skipped atomic.Int32
}

func (j *janitor) clean() {
	defer j.mu.Unlock()
	if !j.mu.TryLock() {
		j.skipped.Add(1)
		return
	}
	j.cleaned.Add(1)
}

// Run cleans from three goroutines.
func Run() error {
	var j janitor
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 4 {
				j.clean()
			}
		})
	}
	wg.Wait()
	if n := j.cleaned.Load() + j.skipped.Load(); n != 12 {
		return fmt.Errorf("cleaned or skipped %d times, want 12", n)
	}
	return nil
}
