// Package scenario lets goroutines meet in pairs and exchange what they have.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type offer[T any] struct {
	gives T
	takes chan T
}

// A meeting pairs whoever comes first with whoever comes next.
type meeting[T any] chan offer[T]

func (m meeting[T]) exchange(mine T) T {
	o := offer[T]{gives: mine, takes: make(chan T, 1)}
	select {
	case m <- o:
		return <-o.takes
	case other := <-m:
		other.takes <- mine
		return other.gives
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	const guests = 10
	m := make(meeting[int])
	var got [guests]int
	var party sync.WaitGroup
	for i := range got {
		party.Go(func() { got[i] = m.exchange(i) })
	}
	party.Wait()
	for i, other := range got {
		if other == i || got[other] != i {
			return fmt.Errorf("guest %d got %d's, but that one got %d's", i, other, got[other])
		}
	}
	return nil
}
