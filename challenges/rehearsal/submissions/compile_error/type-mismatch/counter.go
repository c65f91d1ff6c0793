// Package hits counts hits by name.
//
// Known wrong: an int64 is returned where an int is expected.
package hits

import (
	"sync"
	"sync/atomic"
)

// A Counter counts hits by name. The zero Counter is ready to use, by any
// number of goroutines.
type Counter struct {
	counts sync.Map // of *atomic.Int64, by name
}

// Add counts n more hits of name.
func (c *Counter) Add(name string, n int) {
	count, ok := c.counts.Load(name)
	if !ok {
		count, _ = c.counts.LoadOrStore(name, new(atomic.Int64))
	}
	count.(*atomic.Int64).Add(int64(n))
}

// Value returns the hits of name so far.
func (c *Counter) Value(name string) int {
	count, ok := c.counts.Load(name)
	if !ok {
		return 0
	}
	return count.(*atomic.Int64).Load()
}

// Snapshot returns the hits of all names, as a copy.
func (c *Counter) Snapshot() map[string]int {
	snapshot := make(map[string]int)
	for name, count := range c.counts.Range {
		snapshot[name.(string)] = int(count.(*atomic.Int64).Load())
	}
	return snapshot
}
