// Package hits counts hits by name.
//
// Known wrong: Add leaves the counting to a goroutine and does not wait for it.
package hits

import (
	"maps"
	"sync"
)

// A Counter counts hits by name. The zero Counter is ready to use, by any
// number of goroutines.
type Counter struct {
	mu     sync.Mutex
	counts map[string]int // made by the first Add
}

// Add counts n more hits of name.
func (c *Counter) Add(name string, n int) {
	go c.add(name, n)
}

func (c *Counter) add(name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = make(map[string]int)
	}
	c.counts[name] += n
}

// Value returns the hits of name so far.
func (c *Counter) Value(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts[name]
}

// Snapshot returns the hits of all names, as a copy.
func (c *Counter) Snapshot() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	snapshot := make(map[string]int, len(c.counts)) // maps.Clone of nil is nil
	maps.Copy(snapshot, c.counts)
	return snapshot
}
