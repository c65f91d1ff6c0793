// Package scenario keeps counters in actors, one goroutine for each key, which are started when a key is first used.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

const keys = 8

type actor struct{ inbox chan func(count *int) }

func (a *actor) loop() {
	count := 0 // the actor's own
	for act := range a.inbox {
		act(&count)
	}
}

// A system's actors stay: there are at most as many as there are keys.
type system struct {
	mu     sync.Mutex
	actors [keys]*actor
}

var counters system

func (s *system) actor(key int) *actor {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.actors[key] == nil {
		s.actors[key] = &actor{inbox: make(chan func(*int), 4)}
		go s.actors[key].loop()
	}
	return s.actors[key]
}

func (s *system) add(key, n int) int {
	total := make(chan int)
	s.actor(key).inbox <- func(count *int) {
		*count += n
		total <- *count
	}
	return <-total
}

var runs int

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	key := runs % keys
	runs++
	before := counters.add(key, 0)
	var adders sync.WaitGroup
	for i := range 5 {
		adders.Go(func() { counters.add(key, i) })
	}
	adders.Wait()
	if after := counters.add(key, 0); after != before+10 {
		return fmt.Errorf("the counter went from %d to %d, want 10 more", before, after)
	}
	return nil
}
