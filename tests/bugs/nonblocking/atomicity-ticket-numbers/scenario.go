// Package scenario draws numbered tickets.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type machine struct {
	last atomic.Int64
}

func (m *machine) draw() int64 {
	number := m.last.Load() + 1
	m.last.Store(number)
	return number
}

// Run draws many tickets from three goroutines.
func Run() error {
	var m machine
	drawn := make([][]int64, 3)
	var wg sync.WaitGroup
	for i := range drawn {
		wg.Go(func() {
			for range 100 {
				drawn[i] = append(drawn[i], m.draw())
			}
		})
	}
	wg.Wait()
	seen := make(map[int64]bool)
	for _, numbers := range drawn {
		for _, number := range numbers {
			if seen[number] {
				return fmt.Errorf("number %d was drawn twice", number)
			}
			seen[number] = true
		}
	}
	return nil
}
