// Package scenario guards a value and counts how often the guard was busy.
package scenario

import (
	"fmt"
	"sync"
)

type guarded struct {
	mu    sync.Mutex
	value int
	busy  int
}

func (g *guarded) add(n int) {
	if !g.mu.TryLock() {
		g.busy++
		g.mu.Lock()
	}
	g.value += n
	g.mu.Unlock()
}

// Run adds from three goroutines.
func Run() error {
	var g guarded
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 25 {
				g.add(1)
			}
		})
	}
	wg.Wait()
	if g.value != 75 {
		return fmt.Errorf("the value is %d, want 75", g.value)
	}
	return nil
}
