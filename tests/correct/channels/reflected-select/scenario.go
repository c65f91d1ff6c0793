// Package scenario merges any number of channels in one goroutine, with a select that is made at run time.
package scenario

import (
	"fmt"
	"reflect"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// merge sends what comes from any source, and closes its result when all of them are closed.
func merge[T any](sources ...<-chan T) <-chan T {
	merged := make(chan T)
	cases := make([]reflect.SelectCase, len(sources))
	for i, source := range sources {
		cases[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(source)}
	}
	go func() {
		defer close(merged)
		for open := len(cases); open > 0; {
			chosen, value, ok := reflect.Select(cases)
			if !ok {
				cases[chosen].Chan = reflect.Value{} // is never ready again
				open--
				continue
			}
			merged <- value.Interface().(T)
		}
	}()
	return merged
}

func count(from, to int) <-chan int {
	out := make(chan int, 1)
	go func() {
		defer close(out)
		for n := from; n < to; n++ {
			out <- n
		}
	}()
	return out
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	sum, n := 0, 0
	for v := range merge(count(0, 10), count(10, 15), count(0, 0), count(15, 25)) {
		sum += v
		n++
	}
	if sum != 300 || n != 25 {
		return fmt.Errorf("%d values with sum %d, want 25 and 300", n, sum)
	}
	return nil
}
