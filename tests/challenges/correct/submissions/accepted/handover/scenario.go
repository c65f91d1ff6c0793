// Package scenario hands values from one goroutine to another.
package scenario

import "fmt"

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	values := make(chan int)
	go func() {
		defer close(values)
		for i := range 10 {
			values <- i
		}
	}()
	sum := 0
	for v := range values {
		sum += v
	}
	if sum != 45 {
		return fmt.Errorf("the sum is %d, want 45", sum)
	}
	return nil
}
