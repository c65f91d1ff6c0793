// Package scenario gives out identifiers from a sequence that the whole process shares.
package scenario

import (
	"fmt"
	"iter"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

// identifiers yields id-1, id-2 and so on, for as long as the process lives.
func identifiers(yield func(string) bool) {
	for n := 1; yield(fmt.Sprint("id-", n)); n++ {
	}
}

// A source lets several goroutines pull from one sequence, which allows only one at a time.
type source struct {
	start sync.Once
	mu    sync.Mutex
	next  func() (string, bool)
}

func (s *source) take() string {
	s.start.Do(func() { s.next, _ = iter.Pull(iter.Seq[string](identifiers)) })
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := s.next()
	return id
}

var ids source

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var takers sync.WaitGroup
	var mu sync.Mutex
	taken := map[string]bool{}
	for range 5 {
		takers.Go(func() {
			for range 4 {
				id := ids.take()
				mu.Lock()
				taken[id] = true
				mu.Unlock()
			}
		})
	}
	takers.Wait()
	if len(taken) != 20 {
		return fmt.Errorf("20 takers got %d different identifiers", len(taken))
	}
	return nil
}
