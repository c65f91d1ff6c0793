// Package scenario refreshes a snapshot that many read; one of them refreshes at a time, and nobody waits for it.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type snapshot struct{ version, square int }

type cache struct {
	refreshing sync.Mutex
	loads      int // guarded by refreshing
	current    atomic.Pointer[snapshot]
}

// get returns a snapshot, perhaps an old one.
func (c *cache) get() *snapshot {
	if c.refreshing.TryLock() {
		defer c.refreshing.Unlock()
		c.loads++
		c.current.Store(&snapshot{version: c.loads, square: c.loads * c.loads})
	}
	return c.current.Load()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var c cache
	c.get()
	var readers sync.WaitGroup
	errs := make(chan error, 200)
	for range 8 {
		readers.Go(func() {
			last := 0
			for range 20 {
				s := c.get()
				if s.square != s.version*s.version || s.version < last {
					errs <- fmt.Errorf("snapshot %+v came after version %d", *s, last)
				}
				last = s.version
			}
		})
	}
	readers.Wait()
	close(errs)
	return <-errs
}
