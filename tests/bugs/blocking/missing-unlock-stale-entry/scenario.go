// Package scenario refreshes a cached value without holding its lock meanwhile.
package scenario

import (
	"fmt"
	"sync"
)

type entry struct {
	mu      sync.Mutex
	version int
	value   int
}

func (e *entry) read() (value, version int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.value, e.version
}

// refresh works the next value out unlocked, and keeps it unless somebody
// else was faster.
func (e *entry) refresh() {
	value, seen := e.read()
	next := value*3 + 1
	e.mu.Lock()
	if e.version != seen {
		return
	}
	e.value = next
	e.version++
	e.mu.Unlock()
}

// Run lets four goroutines refresh the same entry.
func Run() error {
	e := &entry{value: 1}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(e.refresh)
	}
	wg.Wait()
	value, version := e.read()
	if want := []int{1, 4, 13, 40, 121}[version]; version == 0 || value != want {
		return fmt.Errorf("version %d has the value %d, want %d", version, value, want)
	}
	return nil
}
