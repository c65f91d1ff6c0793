// Package hits counts hits by name.
//
// A map that was published is never written to again: Add makes a copy with
// the new count, and tries again if another goroutine was faster. Reading takes
// no lock, and adding costs the more the more names there are.
package hits

import (
	"maps"
	"sync/atomic"
)

// A Counter counts hits by name. The zero Counter is ready to use, by any
// number of goroutines.
type Counter struct {
	counts atomic.Pointer[map[string]int] // nil until the first Add
}

// Add counts n more hits of name.
func (c *Counter) Add(name string, n int) {
	for {
		current := c.counts.Load()
		next := copyOf(current)
		next[name] += n
		if c.counts.CompareAndSwap(current, &next) {
			return
		}
	}
}

// Value returns the hits of name so far.
func (c *Counter) Value(name string) int {
	current := c.counts.Load()
	if current == nil {
		return 0
	}
	return (*current)[name]
}

// Snapshot returns the hits of all names, as a copy.
func (c *Counter) Snapshot() map[string]int {
	return copyOf(c.counts.Load())
}

// copyOf returns a copy, which is never nil.
func copyOf(counts *map[string]int) map[string]int {
	if counts == nil {
		return make(map[string]int)
	}
	return maps.Clone(*counts)
}
