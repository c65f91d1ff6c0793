// Package scenario opens a gate for everybody who waits at it.
package scenario

import (
	"fmt"
	"sync"
)

type gate struct {
	mu      sync.Mutex
	changed *sync.Cond
	waiting int
	passed  int
	open    bool
}

func newGate() *gate {
	g := &gate{}
	g.changed = sync.NewCond(&g.mu)
	return g
}

func (g *gate) pass(arrived *sync.WaitGroup) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting++
	arrived.Done()
	for !g.open {
		g.changed.Wait()
	}
	g.waiting--
	g.passed++
}

func (g *gate) unlock() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open = true
	g.changed.Signal()
}

// Run opens the gate when three goroutines have arrived.
func Run() error {
	g := newGate()
	var arrived, all sync.WaitGroup
	arrived.Add(3)
	for range 3 {
		all.Go(func() { g.pass(&arrived) })
	}
	arrived.Wait()
	g.unlock()
	all.Wait()
	if g.waiting != 0 || g.passed != 3 {
		return fmt.Errorf("%d wait and %d have passed, want 0 and 3", g.waiting, g.passed)
	}
	return nil
}
