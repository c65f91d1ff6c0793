// Package scenario keeps the mean of samples without a lock.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type series struct {
	sum, count atomic.Int64
}

func (s *series) add(sample int64) {
	s.sum.Add(sample)
	s.count.Add(1)
}

func (s *series) mean() int64 {
	count := s.count.Load()
	if count == 0 {
		return 0
	}
	return s.sum.Load() / count
}

// Run takes the mean of equal samples while more of them come.
func Run() error {
	var s series
	s.add(60)
	var means []int64
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 50 {
			s.add(60)
		}
	})
	wg.Go(func() {
		for range 50 {
			means = append(means, s.mean())
		}
	})
	wg.Wait()
	for _, mean := range means {
		if mean != 60 {
			return fmt.Errorf("the mean of samples of 60 was %d", mean)
		}
	}
	return nil
}
