// Package scenario maps a sequence with several workers, as a sequence that may be left early.
package scenario

import (
	"errors"
	"fmt"
	"iter"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// parallel yields f of every value, in no order. When the loop is left, all its goroutines have ended.
func parallel[A, B any](workers int, values iter.Seq[A], f func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		in, out, left := make(chan A), make(chan B), make(chan struct{})
		var all, mapping sync.WaitGroup
		defer all.Wait()
		defer close(left)
		all.Go(func() {
			defer close(in)
			for v := range values {
				select {
				case in <- v:
				case <-left:
					return
				}
			}
		})
		for range workers {
			mapping.Go(func() {
				for v := range in {
					select {
					case out <- f(v):
					case <-left:
						return
					}
				}
			})
		}
		all.Go(func() {
			mapping.Wait()
			close(out)
		})
		for v := range out {
			if !yield(v) {
				return
			}
		}
	}
}

func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	double := func(n int) int { return 2 * n }
	sum := 0
	for v := range parallel(4, upTo(30), double) {
		sum += v
	}
	if sum != 870 {
		return fmt.Errorf("the sum is %d, want 870", sum)
	}
	for v := range parallel(4, upTo(1_000_000), double) {
		if v%2 != 0 {
			return errors.New("a double is odd")
		}
		break
	}
	return nil
}
