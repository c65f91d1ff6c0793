// Package scenario takes numbers until it has enough of them.
package scenario

import (
	"fmt"
	"sync"
)

type feed struct {
	numbers chan int
	wg      sync.WaitGroup
}

func (f *feed) produce(n int) {
	for i := range n {
		f.numbers <- i
	}
}

func (f *feed) consume(enough int) (sum int) {
	for range enough {
		sum += <-f.numbers
	}
	close(f.numbers)
	return sum
}

// Run takes four of six numbers.
func Run() error {
	f := &feed{numbers: make(chan int, 6)}
	f.wg.Go(func() { f.produce(6) })
	sum := f.consume(4)
	f.wg.Wait()
	if sum != 6 {
		return fmt.Errorf("the sum is %d, want 6", sum)
	}
	return nil
}
