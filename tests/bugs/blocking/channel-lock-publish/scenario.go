// Package scenario publishes to subscribers that leave when they have enough.
package scenario

import (
	"fmt"
	"sync"
)

type topic struct {
	mu   sync.Mutex
	subs map[*subscriber]bool
}

type subscriber struct {
	inbox chan int
	heard int
}

func (t *topic) join(s *subscriber) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.subs[s] = true
}

func (t *topic) leave(s *subscriber) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.subs, s)
}

func (t *topic) publish(message int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := range t.subs {
		s.inbox <- message
	}
}

// listen takes messages until enough have come.
func (s *subscriber) listen(t *topic, enough int) {
	for range enough {
		s.heard += <-s.inbox
	}
	t.leave(s)
}

// Run publishes fifty messages to a subscriber that wants one of them.
func Run() error {
	t := &topic{subs: make(map[*subscriber]bool)}
	s := &subscriber{inbox: make(chan int, 40)}
	t.join(s)
	var wg sync.WaitGroup
	wg.Go(func() { s.listen(t, 1) })
	for message := range 50 {
		t.publish(message + 1)
	}
	wg.Wait()
	if s.heard != 1 {
		return fmt.Errorf("the subscriber heard %d, want 1", s.heard)
	}
	return nil
}
