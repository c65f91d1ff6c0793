// Package scenario takes over a lease that a predecessor held when it died: it cannot be given back, only run out.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

// A lease has one holder until a moment that is fixed when it is taken.
type lease struct {
	mu    sync.Mutex
	until time.Time
	freed chan struct{} // closed when the present holder's time is up
}

func (l *lease) take(d time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Now().Before(l.until) {
		return false
	}
	freed := make(chan struct{})
	l.until, l.freed = time.Now().Add(d), freed
	time.AfterFunc(d, func() { close(freed) })
	return true
}

// await takes the lease as soon as it is free.
func (l *lease) await(d time.Duration) {
	for !l.take(d) {
		l.mu.Lock()
		freed := l.freed
		l.mu.Unlock()
		<-freed
	}
}

const predecessors = 1300 * time.Millisecond

var (
	leadership lease
	started    = time.Now()
)

func init() {
	leadership.take(predecessors)
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var candidates sync.WaitGroup
	var terms atomic.Int32
	for range 3 {
		candidates.Go(func() {
			leadership.await(time.Millisecond)
			terms.Add(1)
		})
	}
	candidates.Wait()
	if n := terms.Load(); n != 3 {
		return fmt.Errorf("%d candidates had their term, want 3", n)
	}
	if age := time.Since(started); age < predecessors {
		return fmt.Errorf("the lease was taken over after %v, want %v", age, predecessors)
	}
	return nil
}
