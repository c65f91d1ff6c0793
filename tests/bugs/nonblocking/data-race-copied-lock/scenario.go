// Package scenario counts votes.
package scenario

import (
	"fmt"
	"sync"
)

type ballot struct {
	mu    sync.Mutex
	votes map[string]int
}

func (b ballot) vote(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.votes[name]++
}

// Run lets four people vote at once.
func Run() error {
	b := ballot{votes: make(map[string]int)}
	var wg sync.WaitGroup
	for _, name := range []string{"cats", "dogs", "cats", "cats"} {
		wg.Go(func() { b.vote(name) })
	}
	wg.Wait()
	if b.votes["cats"] != 3 || b.votes["dogs"] != 1 {
		return fmt.Errorf("counted %v, want 3 for cats and 1 for dogs", b.votes)
	}
	return nil
}
