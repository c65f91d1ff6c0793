// Package scenario keeps the members of a room.
package scenario

import (
	"fmt"
	"sync"
)

type room struct {
	mu      sync.Mutex
	members map[string]int
}

func (r *room) enter(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.members[name] = len(r.members) + 1
}

func (r *room) all() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.members
}

// Run lists the members while somebody enters.
func Run() error {
	r := &room{members: map[string]int{"ada": 1}}
	listed := 0
	var wg sync.WaitGroup
	wg.Go(func() { r.enter("alan") })
	wg.Go(func() {
		for range r.all() {
			listed++
		}
	})
	wg.Wait()
	if listed < 1 || listed > 2 || len(r.all()) != 2 {
		return fmt.Errorf("listed %d of %d members", listed, len(r.all()))
	}
	return nil
}
