// Package scenario serves events by leader and followers: one goroutine waits for an event, the others for its place.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type crew struct {
	mu     sync.Mutex
	vacant sync.Cond
	led    bool
	events <-chan int
	over   bool
	sum    int
}

func (c *crew) serve() {
	for {
		c.mu.Lock()
		for c.led && !c.over {
			c.vacant.Wait()
		}
		if c.over {
			c.mu.Unlock()
			return
		}
		c.led = true
		c.mu.Unlock()

		event, open := <-c.events // as the leader, without the lock

		c.mu.Lock()
		c.led = false
		if open {
			c.sum += event
			c.vacant.Signal()
		} else {
			c.over = true
			c.vacant.Broadcast()
		}
		c.mu.Unlock()
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	events := make(chan int)
	c := &crew{events: events}
	c.vacant.L = &c.mu
	var members sync.WaitGroup
	for range 4 {
		members.Go(c.serve)
	}
	for i := range 40 {
		events <- i
	}
	close(events)
	members.Wait()
	if c.sum != 780 {
		return fmt.Errorf("the events add up to %d, want 780", c.sum)
	}
	return nil
}
