// Package scenario counts in a map that is split into shards, and takes exact snapshots of it.
package scenario

import (
	"fmt"
	"hash/maphash"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type shard struct {
	mu     sync.RWMutex
	counts map[string]int
}

type shards struct {
	seed maphash.Seed
	all  [8]shard
}

func newShards() *shards {
	s := &shards{seed: maphash.MakeSeed()}
	for i := range s.all {
		s.all[i].counts = map[string]int{}
	}
	return s
}

func (s *shards) add(key string) {
	part := &s.all[maphash.String(s.seed, key)%uint64(len(s.all))]
	part.mu.Lock()
	defer part.mu.Unlock()
	part.counts[key]++
}

// total locks all shards, so that nothing is counted in between.
func (s *shards) total() int {
	total := 0
	for i := range s.all {
		s.all[i].mu.RLock()
		defer s.all[i].mu.RUnlock()
	}
	for i := range s.all {
		for _, n := range s.all[i].counts {
			total += n
		}
	}
	return total
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	s := newShards()
	var all sync.WaitGroup
	errs := make(chan error, 2)
	for w := range 4 {
		all.Go(func() {
			for i := range 15 {
				s.add(fmt.Sprint("key ", (w+i)%20))
			}
		})
	}
	for range cap(errs) {
		all.Go(func() {
			last := 0
			for range 5 {
				n := s.total()
				if n < last || n > 60 {
					errs <- fmt.Errorf("the total went from %d to %d", last, n)
					return
				}
				last = n
			}
		})
	}
	all.Wait()
	close(errs)
	return <-errs
}
