// Package scenario lets visitors of one call wait for the next: each call opens the door for those who came before.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type room struct {
	mu      sync.Mutex
	door    sync.Cond
	day     int
	waiting int
	served  int
}

var lobby = newRoom()

func newRoom() *room {
	r := &room{}
	r.door.L = &r.mu
	return r
}

// visit is served on the day after.
func (r *room) visit(arrived *sync.WaitGroup) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting++
	arrived.Done()
	for today := r.day; r.day == today; {
		r.door.Wait()
	}
	r.waiting--
	r.served++
	r.door.Broadcast()
}

// open begins a day and returns how many have been served on it.
func (r *room) open() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.day++
	r.served = 0
	r.door.Broadcast()
	for r.waiting > 0 {
		r.door.Wait()
	}
	return r.served
}

var before int // visitors of the call before

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	if served := lobby.open(); served != before {
		return fmt.Errorf("%d visitors were served, want %d", served, before)
	}
	var arrived sync.WaitGroup
	before = 3
	for range before {
		arrived.Add(1)
		go lobby.visit(&arrived)
	}
	arrived.Wait()
	return nil
}
