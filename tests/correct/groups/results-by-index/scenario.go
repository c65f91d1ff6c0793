// Package scenario squares numbers, each in a goroutine of its own, into the elements of one slice.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type totals struct {
	squares []int
	sum     int
	largest int
}

// square fills neighbouring elements from many goroutines; two more then read all of them, and write a field each.
func square(n int) totals {
	t := totals{squares: make([]int, n)}
	var writers, readers sync.WaitGroup
	for i := range t.squares {
		writers.Go(func() { t.squares[i] = i * i })
	}
	readers.Go(func() {
		writers.Wait()
		for _, v := range t.squares {
			t.sum += v
		}
	})
	readers.Go(func() {
		writers.Wait()
		for _, v := range t.squares {
			t.largest = max(t.largest, v)
		}
	})
	readers.Wait()
	return t
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	t := square(20)
	if t.sum != 2470 || t.largest != 361 {
		return fmt.Errorf("sum %d and largest %d, want 2470 and 361", t.sum, t.largest)
	}
	return nil
}
