// Package scenario holds goroutines back until a latch is released.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type latch struct {
	mu       sync.Mutex
	cond     *sync.Cond
	released atomic.Bool
}

func newLatch() *latch {
	l := &latch{}
	l.cond = sync.NewCond(&l.mu)
	return l
}

func (l *latch) release() {
	l.released.Store(true)
	l.cond.Broadcast()
}

func (l *latch) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.released.Load() {
		l.cond.Wait()
	}
}

// Run releases a latch that two goroutines wait for.
func Run() error {
	l := newLatch()
	var passed atomic.Int32
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			l.wait()
			passed.Add(1)
		})
	}
	wg.Go(l.release)
	wg.Wait()
	if n := passed.Load(); n != 2 {
		return fmt.Errorf("%d goroutines passed, want 2", n)
	}
	return nil
}
