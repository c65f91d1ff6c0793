// Package scenario writes rows in batches, in the background.
package scenario

import (
	"fmt"
	"sync"
)

type sink struct {
	mu    sync.Mutex
	total int
	wg    sync.WaitGroup
}

func (s *sink) write(rows []int) {
	defer s.wg.Done()
	sum := 0
	for _, row := range rows {
		sum += row
	}
	s.mu.Lock()
	s.total += sum
	s.mu.Unlock()
}

func (s *sink) copyAll(rows []int, size int) {
	batch := make([]int, 0, size)
	for _, row := range rows {
		batch = append(batch, row)
		if len(batch) == size {
			s.wg.Add(1)
			go s.write(batch)
			batch = batch[:0]
		}
	}
	s.wg.Wait()
}

// Run writes six rows in batches of two.
func Run() error {
	var s sink
	s.copyAll([]int{1, 2, 3, 4, 5, 6}, 2)
	if s.total != 21 {
		return fmt.Errorf("the rows sum to %d, want 21", s.total)
	}
	return nil
}
