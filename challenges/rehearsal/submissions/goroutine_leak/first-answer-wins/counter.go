// Package hits counts hits by name.
//
// Known wrong: Value asks all shards at once and takes the first answer from one
// that knows the name. The others wait for ever to give theirs.
package hits

import (
	"hash/maphash"
	"maps"
	"sync"
)

// shards is how many goroutines may be counting at the same time.
const shards = 2

// seed makes the same name end up in the same shard.
var seed = maphash.MakeSeed()

// A Counter counts hits by name. The zero Counter is ready to use, by any
// number of goroutines.
type Counter struct {
	shards [shards]shard
}

// A shard counts some of the names.
type shard struct {
	mu     sync.RWMutex
	counts map[string]int // made by the first Add
}

func (c *Counter) shard(name string) *shard {
	return &c.shards[maphash.String(seed, name)%shards]
}

// Add counts n more hits of name.
func (c *Counter) Add(name string, n int) {
	s := c.shard(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts == nil {
		s.counts = make(map[string]int)
	}
	s.counts[name] += n
}

// Value returns the hits of name so far.
func (c *Counter) Value(name string) int {
	answers := make(chan int)
	for i := range c.shards {
		go func() { answers <- c.shards[i].value(name) }()
	}
	for range c.shards {
		if value := <-answers; value != 0 {
			return value
		}
	}
	return 0
}

// Snapshot returns the hits of all names, as a copy.
func (c *Counter) Snapshot() map[string]int {
	snapshot := make(map[string]int)
	for i := range c.shards {
		c.shards[i].copyTo(snapshot)
	}
	return snapshot
}

func (s *shard) value(name string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.counts[name]
}

func (s *shard) copyTo(snapshot map[string]int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	maps.Copy(snapshot, s.counts)
}
