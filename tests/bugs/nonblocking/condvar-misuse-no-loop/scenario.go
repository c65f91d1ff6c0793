// Package scenario shares a queue of items among consumers.
package scenario

import (
	"fmt"
	"sync"
)

type queue struct {
	mu    sync.Mutex
	added *sync.Cond
	items []int
}

func (q *queue) put(item int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, item)
	q.added.Broadcast()
}

func (q *queue) take() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		q.added.Wait()
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item
}

// Run plays several rounds.
func Run() error {
	for range 5 {
		if err := round(); err != nil {
			return err
		}
	}
	return nil
}

// round puts three items for three consumers.
func round() error {
	q := &queue{}
	q.added = sync.NewCond(&q.mu)
	taken := make([]int, 3)
	var wg sync.WaitGroup
	wg.Go(func() { taken[0] = q.take() })
	wg.Go(func() {
		for item := range taken {
			q.put(item + 1)
		}
	})
	wg.Go(func() { taken[1] = q.take() })
	wg.Go(func() { taken[2] = q.take() })
	wg.Wait()
	if sum := taken[0] + taken[1] + taken[2]; sum != 6 {
		return fmt.Errorf("took %v, want 1, 2 and 3", taken)
	}
	return nil
}
