// Package scenario books pairs of neighbouring rooms.
package scenario

import (
	"fmt"
	"sync"
)

type room struct {
	mu     sync.Mutex
	nights int
}

type hotel struct {
	rooms [3]room
}

func (h *hotel) bookPair(first, nights int) {
	second := (first + 1) % len(h.rooms)
	a, b := &h.rooms[first], &h.rooms[second]
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	a.nights += nights
	b.nights += nights
}

// Run books every pair of rooms several times.
func Run() error {
	const rounds = 25
	var h hotel
	var wg sync.WaitGroup
	for first := range h.rooms {
		wg.Go(func() {
			for range rounds {
				h.bookPair(first, 1)
			}
		})
	}
	wg.Wait()
	for i := range h.rooms {
		if got := h.rooms[i].nights; got != 2*rounds {
			return fmt.Errorf("room %d has %d nights, want %d", i, got, 2*rounds)
		}
	}
	return nil
}
