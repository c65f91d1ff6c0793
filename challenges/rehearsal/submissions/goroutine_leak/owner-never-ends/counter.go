// Package hits counts hits by name.
//
// Known wrong: a goroutine owns the map and serves requests. Nobody tells it
// when the counter is no longer used, and it waits for ever.
package hits

import (
	"maps"
	"sync"
)

// A Counter counts hits by name. The zero Counter is ready to use, by any
// number of goroutines.
type Counter struct {
	start    sync.Once
	requests chan func(counts map[string]int)
}

// Add counts n more hits of name.
func (c *Counter) Add(name string, n int) {
	c.do(func(counts map[string]int) { counts[name] += n })
}

// Value returns the hits of name so far.
func (c *Counter) Value(name string) int {
	var value int
	c.do(func(counts map[string]int) { value = counts[name] })
	return value
}

// Snapshot returns the hits of all names, as a copy.
func (c *Counter) Snapshot() map[string]int {
	var snapshot map[string]int
	c.do(func(counts map[string]int) { snapshot = maps.Clone(counts) })
	return snapshot
}

// do has the owner of the map call request, and waits until it has.
func (c *Counter) do(request func(counts map[string]int)) {
	c.start.Do(func() {
		c.requests = make(chan func(map[string]int))
		go own(c.requests)
	})
	done := make(chan struct{})
	c.requests <- func(counts map[string]int) {
		request(counts)
		close(done)
	}
	<-done
}

// own serves requests on a map of its own.
func own(requests <-chan func(counts map[string]int)) {
	counts := make(map[string]int)
	for request := range requests {
		request(counts)
	}
}
