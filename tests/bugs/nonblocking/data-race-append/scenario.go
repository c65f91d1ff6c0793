// Package scenario keeps the even numbers of several ranges.
package scenario

import (
	"fmt"
	"sync"
)

func evens(from, to int, keep func(int)) {
	for n := from; n < to; n++ {
		if n%2 == 0 {
			keep(n)
		}
	}
}

// Run looks through two ranges at once.
func Run() error {
	var found []int
	var wg sync.WaitGroup
	for _, from := range []int{0, 10} {
		wg.Go(func() {
			evens(from, from+10, func(n int) { found = append(found, n) })
		})
	}
	wg.Wait()
	if len(found) != 10 {
		return fmt.Errorf("found %d even numbers, want 10", len(found))
	}
	return nil
}
