// Package scenario merges sorted sequences by pulling from both, and stops when it has seen enough.
package scenario

import (
	"fmt"
	"iter"
	"slices"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

func merge(a, b iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		nextA, stopA := iter.Pull(a)
		defer stopA()
		nextB, stopB := iter.Pull(b)
		defer stopB()
		x, moreA := nextA()
		y, moreB := nextB()
		for moreA || moreB {
			if moreA && (!moreB || x <= y) {
				if !yield(x) {
					return
				}
				x, moreA = nextA()
			} else {
				if !yield(y) {
					return
				}
				y, moreB = nextB()
			}
		}
	}
}

// multiples never ends; stopped counts the sequences that were told to.
func multiples(of int, stopped *int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer func() { *stopped++ }()
		for n := of; yield(n); n += of {
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	stopped := 0
	var got []int
	for n := range merge(multiples(2, &stopped), multiples(3, &stopped)) {
		got = append(got, n)
		if len(got) == 7 {
			break
		}
	}
	if want := []int{2, 3, 4, 6, 6, 8, 9}; !slices.Equal(got, want) {
		return fmt.Errorf("merged %v, want %v", got, want)
	}
	if stopped != 2 {
		return fmt.Errorf("%d sequences were stopped, want 2", stopped)
	}
	return nil
}
