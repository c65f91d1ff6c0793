// Package scenario polls until all workers have checked in.
package scenario

import (
	"fmt"
	"sync/atomic"
	"time"
)

type barrier struct {
	arrived atomic.Int32
}

func (b *barrier) arrive() {
	n := b.arrived.Load()
	b.arrived.Store(n + 1)
}

func (b *barrier) wait(n int32) {
	for b.arrived.Load() < n {
		time.Sleep(50 * time.Microsecond)
	}
}

// Run waits for a hundred check-ins of each of three workers.
func Run() error {
	var b barrier
	for range 3 {
		go func() {
			for range 100 {
				b.arrive()
			}
		}()
	}
	b.wait(300)
	if n := b.arrived.Load(); n != 300 {
		return fmt.Errorf("%d have checked in, want 300", n)
	}
	return nil
}
