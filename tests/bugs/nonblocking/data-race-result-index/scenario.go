// Package scenario doubles numbers in parallel.
package scenario

import (
	"fmt"
	"sync"
)

func double(numbers []int) []int {
	results := make([]int, len(numbers))
	next := 0
	var wg sync.WaitGroup
	for _, n := range numbers {
		wg.Go(func() {
			results[next] = 2 * n
			next++
		})
	}
	wg.Wait()
	return results
}

// Run doubles a few numbers and adds them up.
func Run() error {
	sum := 0
	for _, n := range double([]int{1, 2, 3, 4}) {
		sum += n
	}
	if sum != 20 {
		return fmt.Errorf("the doubles sum to %d, want 20", sum)
	}
	return nil
}
