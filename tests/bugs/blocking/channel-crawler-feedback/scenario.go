// Package scenario crawls pages, each of which may link to others.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type crawler struct {
	queue   chan int
	pending sync.WaitGroup
	seen    atomic.Int32
}

// links makes a tree: page n links to 2n and 2n+1, down to page 15.
func links(page int) []int {
	if page > 7 {
		return nil
	}
	return []int{2 * page, 2*page + 1}
}

func (c *crawler) work() {
	for page := range c.queue {
		c.seen.Add(1)
		for _, link := range links(page) {
			c.pending.Add(1)
			c.queue <- link
		}
		c.pending.Done()
	}
}

func (c *crawler) crawl(workers int) int {
	c.pending.Add(1)
	c.queue <- 1
	var running sync.WaitGroup
	for range workers {
		running.Go(c.work)
	}
	c.pending.Wait()
	close(c.queue)
	running.Wait()
	return int(c.seen.Load())
}

// Run crawls fifteen pages with two workers.
func Run() error {
	c := &crawler{queue: make(chan int, 6)}
	if seen := c.crawl(2); seen != 15 {
		return fmt.Errorf("saw %d pages, want 15", seen)
	}
	return nil
}
