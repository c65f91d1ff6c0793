// Package scenario hands jobs over through a queue with room for one.
package scenario

import (
	"fmt"
	"sync"
)

type queue struct {
	mu    sync.Mutex
	moved *sync.Cond
	items []int
}

func newQueue() *queue {
	q := &queue{}
	q.moved = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(item int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 1 {
		q.moved.Wait()
	}
	q.items = append(q.items, item)
	q.moved.Signal()
}

func (q *queue) take() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.moved.Wait()
	}
	item := q.items[0]
	q.items = q.items[:0]
	q.moved.Signal()
	return item
}

// Run moves four jobs from two producers to two consumers.
func Run() error {
	q := newQueue()
	var wg sync.WaitGroup
	sums := make([]int, 2)
	for side := range 2 {
		wg.Go(func() {
			for i := range 2 {
				q.put(10*side + i)
			}
		})
		wg.Go(func() {
			for range 2 {
				sums[side] += q.take()
			}
		})
	}
	wg.Wait()
	if got := sums[0] + sums[1]; got != 22 {
		return fmt.Errorf("the jobs sum to %d, want 22", got)
	}
	return nil
}
