// Package scenario counts events by name.
package scenario

import (
	"fmt"
	"sync"
)

type metrics struct {
	mu     sync.RWMutex
	counts map[string]int
}

func (m *metrics) add(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counts[name]++
}

func (m *metrics) count(name string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.counts[name]
}

func (m *metrics) total(names ...string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	sum := 0
	for _, name := range names {
		sum += m.count(name)
	}
	return sum
}

// Run adds an event while the total is taken.
func Run() error {
	m := &metrics{counts: map[string]int{"hit": 3, "miss": 1}}
	var wg sync.WaitGroup
	var seen int
	wg.Go(func() { m.add("hit") })
	wg.Go(func() { seen = m.total("hit", "miss") })
	wg.Wait()
	if seen != 4 && seen != 5 {
		return fmt.Errorf("the total was %d, want 4 or 5", seen)
	}
	return nil
}
