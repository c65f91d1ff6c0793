// Package scenario closes a resource when it has been idle, or earlier.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type resource struct {
	timer  *time.Timer
	closes atomic.Int32
	wg     sync.WaitGroup
}

func open(idle time.Duration) *resource {
	r := &resource{}
	r.wg.Add(1)
	r.timer = time.AfterFunc(idle, func() {
		defer r.wg.Done()
		r.closes.Add(1)
	})
	return r
}

func (r *resource) close() {
	if r.timer.Stop() {
		r.wg.Done()
	}
	r.closes.Add(1)
}

// Run closes a resource at about the time at which it has been idle.
func Run() error {
	r := open(200 * time.Microsecond)
	work := time.NewTimer(100 * time.Microsecond)
	<-work.C
	r.close()
	r.wg.Wait()
	if n := r.closes.Load(); n != 1 {
		return fmt.Errorf("closed %d times, want once", n)
	}
	return nil
}
