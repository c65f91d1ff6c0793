// Package scenario computes the game of life on a ring, all cells in step by means of a cyclic barrier.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A barrier lets parties pass when all of them have come, and can be used again at once.
type barrier struct {
	mu      sync.Mutex
	all     sync.Cond
	parties int
	waiting int
	round   int
}

func newBarrier(parties int) *barrier {
	b := &barrier{parties: parties}
	b.all.L = &b.mu
	return b
}

func (b *barrier) await() {
	b.mu.Lock()
	defer b.mu.Unlock()
	round := b.round
	b.waiting++
	if b.waiting == b.parties {
		b.waiting = 0
		b.round++
		b.all.Broadcast()
		return
	}
	for round == b.round {
		b.all.Wait()
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	const cells, rounds = 6, 9
	now := [cells]int{0: 1}
	gate := newBarrier(cells)
	var players sync.WaitGroup
	for i := range cells {
		players.Go(func() {
			for range rounds {
				next := now[(i+cells-1)%cells]
				gate.await() // everybody has read
				now[i] = next
				gate.await() // everybody has written
			}
		})
	}
	players.Wait()
	if want := ([cells]int{rounds % cells: 1}); now != want {
		return fmt.Errorf("after %d rounds the ring is %v, want %v", rounds, now, want)
	}
	return nil
}
