// Package hits counts hits by name.
//
// Known wrong: Value makes the count of a new name while it holds the lock for
// reading only, as others may at the same time.
package hits

import (
	"sync"
	"sync/atomic"
)

// A Counter counts hits by name. The zero Counter is ready to use, by any
// number of goroutines.
type Counter struct {
	mu     sync.RWMutex
	counts map[string]*atomic.Int64 // made by the first call of count
}

// Add counts n more hits of name.
func (c *Counter) Add(name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count(name).Add(int64(n))
}

// Value returns the hits of name so far.
func (c *Counter) Value(name string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return int(c.count(name).Load())
}

// Snapshot returns the hits of all names, as a copy.
func (c *Counter) Snapshot() map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	snapshot := make(map[string]int, len(c.counts))
	for name, count := range c.counts {
		snapshot[name] = int(count.Load())
	}
	return snapshot
}

// count returns where the hits of name are counted. The lock must be held.
func (c *Counter) count(name string) *atomic.Int64 {
	if c.counts == nil {
		c.counts = make(map[string]*atomic.Int64)
	}
	if c.counts[name] == nil {
		c.counts[name] = new(atomic.Int64)
	}
	return c.counts[name]
}
