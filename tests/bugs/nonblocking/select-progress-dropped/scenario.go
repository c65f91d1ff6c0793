// Package scenario collects the results of workers.
package scenario

import (
	"fmt"
	"sync"
)

type collector struct {
	results chan int
	sum     int
	done    chan struct{}
}

func (c *collector) collect() {
	defer close(c.done)
	for result := range c.results {
		c.sum += result
	}
}

func (c *collector) report(result int) {
	select {
	case c.results <- result:
	default:
	}
}

// Run collects the results of four workers.
func Run() error {
	c := &collector{results: make(chan int, 3), done: make(chan struct{})}
	go c.collect()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() { c.report(i + 1) })
	}
	wg.Wait()
	close(c.results)
	<-c.done
	if c.sum != 10 {
		return fmt.Errorf("the results sum to %d, want 10", c.sum)
	}
	return nil
}
