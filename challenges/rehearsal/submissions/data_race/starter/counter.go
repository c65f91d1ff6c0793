// Package hits counts hits by name.
package hits

import "sync"

// A Counter counts hits by name. The zero Counter is ready to use, by any
// number of goroutines.
type Counter struct {
	mu     sync.Mutex
	counts map[string]*int // made by the first call of count
}

// Add counts n more hits of name.
func (c *Counter) Add(name string, n int) {
	count := c.count(name)
	total := *count + n
	*count = total
}

// Value returns the hits of name so far.
func (c *Counter) Value(name string) int {
	return *c.count(name)
}

// Snapshot returns the hits of all names, as a copy.
func (c *Counter) Snapshot() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	snapshot := make(map[string]int, len(c.counts))
	for name, count := range c.counts {
		snapshot[name] = *count
	}
	return snapshot
}

// count returns where the hits of name are counted.
func (c *Counter) count(name string) *int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = make(map[string]*int)
	}
	if c.counts[name] == nil {
		c.counts[name] = new(int)
	}
	return c.counts[name]
}
