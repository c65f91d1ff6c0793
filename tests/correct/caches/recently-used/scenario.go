// Package scenario keeps the most recently used values, with many readers at once.
package scenario

import (
	"container/list"
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type entry struct {
	key   string
	value int
	place *list.Element // in order, guarded by used
}

// A cache has two locks; used is taken while mu is held, never the other way round.
type cache struct {
	mu      sync.RWMutex
	entries map[string]*entry
	used    sync.Mutex
	order   list.List // most recently used first
	limit   int
}

func (c *cache) get(key string) (int, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e, found := c.entries[key]
	if !found {
		return 0, false
	}
	c.used.Lock()
	defer c.used.Unlock()
	c.order.MoveToFront(e.place)
	return e.value, true
}

func (c *cache) put(key string, value int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used.Lock()
	defer c.used.Unlock()
	if e, found := c.entries[key]; found {
		e.value = value
		c.order.MoveToFront(e.place)
		return
	}
	if len(c.entries) == c.limit {
		oldest := c.order.Remove(c.order.Back()).(*entry)
		delete(c.entries, oldest.key)
	}
	e := &entry{key: key, value: value}
	e.place = c.order.PushFront(e)
	c.entries[key] = e
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	c := &cache{entries: map[string]*entry{}, limit: 4}
	var users sync.WaitGroup
	errs := make(chan error, 6)
	for u := range cap(errs) {
		users.Go(func() {
			for i := range 12 {
				n := (u*5 + i) % 7
				key := fmt.Sprint("key ", n)
				if v, found := c.get(key); found && v != n {
					errs <- fmt.Errorf("%s has the value %d", key, v)
					return
				}
				c.put(key, n)
			}
		})
	}
	users.Wait()
	if len(c.entries) != c.limit || c.order.Len() != c.limit {
		return fmt.Errorf("%d entries and %d places, want %d", len(c.entries), c.order.Len(), c.limit)
	}
	close(errs)
	return <-errs
}
