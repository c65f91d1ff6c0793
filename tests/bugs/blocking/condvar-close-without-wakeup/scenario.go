// Package scenario feeds a consumer from a queue that is closed in the end.
package scenario

import (
	"fmt"
	"sync"
)

type queue struct {
	mu       sync.Mutex
	nonEmpty *sync.Cond
	items    []int
	closed   bool
}

func (q *queue) put(item int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, item)
	q.nonEmpty.Signal()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
}

func (q *queue) take() (item int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.nonEmpty.Wait()
	}
	if len(q.items) == 0 {
		return 0, false
	}
	item = q.items[0]
	q.items = q.items[1:]
	return item, true
}

// Run puts a few items and closes the queue.
func Run() error {
	q := &queue{}
	q.nonEmpty = sync.NewCond(&q.mu)
	sum := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		for item, ok := q.take(); ok; item, ok = q.take() {
			sum += item
		}
	})
	wg.Go(func() {
		for i := range 4 {
			q.put(i)
		}
		q.close()
	})
	wg.Wait()
	if sum != 6 {
		return fmt.Errorf("the items sum to %d, want 6", sum)
	}
	return nil
}
