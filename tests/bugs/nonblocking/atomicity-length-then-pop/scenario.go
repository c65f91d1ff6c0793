// Package scenario shares a stack of free ports.
package scenario

import (
	"fmt"
	"sync"
)

type ports struct {
	mu   sync.Mutex
	free []int
}

func (p *ports) left() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.free)
}

func (p *ports) pop() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.free) - 1
	port := p.free[last]
	p.free = p.free[:last]
	return port
}

// reserve returns 0 when no port is free.
func (p *ports) reserve() int {
	if p.left() == 0 {
		return 0
	}
	return p.pop()
}

// Run reserves two ports from three goroutines, several times.
func Run() error {
	for range 5 {
		p := &ports{free: []int{8080, 8081}}
		got := make([]int, 3)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() { got[i] = p.reserve() })
		}
		wg.Wait()
		if got[0]+got[1]+got[2] != 8080+8081 {
			return fmt.Errorf("reserved %v, want 8080 and 8081 once each", got)
		}
	}
	return nil
}
