// Package scenario delivers messages to subscribers that come and go.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type subscription struct {
	messages chan string
	left     chan struct{}
	once     sync.Once
}

func (s *subscription) leave() { s.once.Do(func() { close(s.left) }) }

type topic struct {
	mu          sync.RWMutex
	subscribers map[*subscription]struct{}
}

func (t *topic) subscribe() *subscription {
	s := &subscription{messages: make(chan string), left: make(chan struct{})}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.subscribers[s] = struct{}{}
	return s
}

func (t *topic) unsubscribe(s *subscription) {
	s.leave() // before the lock: a publisher may hold it and wait for this subscriber
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.subscribers, s)
}

func (t *topic) publish(message string) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for s := range t.subscribers {
		select {
		case s.messages <- message:
		case <-s.left:
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	t := &topic{subscribers: map[*subscription]struct{}{}}
	var all, ready sync.WaitGroup
	var heard [4]int
	for i := range heard {
		ready.Add(1)
		all.Go(func() {
			s := t.subscribe()
			ready.Done()
			for heard[i] < 3*i { // the first one leaves at once
				<-s.messages
				heard[i]++
			}
			t.unsubscribe(s)
		})
	}
	ready.Wait()
	for i := range 10 {
		all.Go(func() { t.publish(fmt.Sprint("message ", i)) })
	}
	all.Wait()
	if heard != [4]int{0, 3, 6, 9} {
		return fmt.Errorf("the subscribers heard %v messages, want 0, 3, 6 and 9", heard)
	}
	return nil
}
