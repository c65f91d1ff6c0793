// Package hits counts hits by name.
//
// Known wrong: the map is the package's, and all counters share it.
package hits

import (
	"maps"
	"sync"
)

var (
	mu     sync.Mutex
	counts = make(map[string]int)
)

// A Counter counts hits by name. The zero Counter is ready to use, by any
// number of goroutines.
type Counter struct{}

// Add counts n more hits of name.
func (c *Counter) Add(name string, n int) {
	mu.Lock()
	defer mu.Unlock()
	counts[name] += n
}

// Value returns the hits of name so far.
func (c *Counter) Value(name string) int {
	mu.Lock()
	defer mu.Unlock()
	return counts[name]
}

// Snapshot returns the hits of all names, as a copy.
func (c *Counter) Snapshot() map[string]int {
	mu.Lock()
	defer mu.Unlock()
	snapshot := make(map[string]int, len(counts))
	maps.Copy(snapshot, counts)
	return snapshot
}
