// Package scenario passes items through a bounded buffer with a mutex and two conditions.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type buffer struct {
	mu              sync.Mutex
	hasItem, hasGap sync.Cond
	items           []int
	closed          bool
}

func newBuffer(capacity int) *buffer {
	b := &buffer{items: make([]int, 0, capacity)}
	b.hasItem.L, b.hasGap.L = &b.mu, &b.mu
	return b
}

func (b *buffer) put(item int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.items) == cap(b.items) {
		b.hasGap.Wait()
	}
	b.items = append(b.items, item)
	b.hasItem.Signal()
}

func (b *buffer) take() (int, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.items) == 0 {
		if b.closed {
			return 0, false
		}
		b.hasItem.Wait()
	}
	item := b.items[0]
	b.items = b.items[:copy(b.items, b.items[1:])]
	b.hasGap.Signal()
	return item, true
}

func (b *buffer) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.hasItem.Broadcast()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	const producers, consumers, each = 3, 4, 20
	b := newBuffer(2)
	var making, using sync.WaitGroup
	var sums [consumers]int
	for i := range consumers {
		using.Go(func() {
			for item, ok := b.take(); ok; item, ok = b.take() {
				sums[i] += item
			}
		})
	}
	for range producers {
		making.Go(func() {
			for item := range each {
				b.put(item + 1)
			}
		})
	}
	making.Wait()
	b.close()
	using.Wait()
	total := 0
	for _, s := range sums {
		total += s
	}
	if want := producers * each * (each + 1) / 2; total != want {
		return fmt.Errorf("items worth %d came through, want %d", total, want)
	}
	return nil
}
