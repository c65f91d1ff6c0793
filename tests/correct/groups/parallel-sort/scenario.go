// Package scenario sorts by merging, the halves at the same time down to a certain depth.
package scenario

import (
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// sort sorts values. Both halves of values and of spare are each used by one goroutine alone.
func sort(values, spare []int, depth int) {
	if len(values) < 2 {
		return
	}
	middle := len(values) / 2
	var half sync.WaitGroup
	left := func() { sort(values[:middle], spare[:middle], depth-1) }
	if depth > 0 {
		half.Go(left)
	} else {
		left()
	}
	sort(values[middle:], spare[middle:], depth-1)
	half.Wait()
	merge(values, spare, middle)
}

func merge(values, spare []int, middle int) {
	copy(spare, values)
	left, right := spare[:middle], spare[middle:]
	for i := range values {
		if len(right) == 0 || (len(left) > 0 && left[0] <= right[0]) {
			values[i], left = left[0], left[1:]
		} else {
			values[i], right = right[0], right[1:]
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	values := rand.Perm(200)
	sort(values, make([]int, len(values)), 3)
	if !slices.IsSorted(values) {
		return errors.New("the values are not sorted")
	}
	return nil
}
