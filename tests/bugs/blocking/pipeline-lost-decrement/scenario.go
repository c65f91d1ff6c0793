// Package scenario merges sources; the last one to end closes the output.
package scenario

import (
	"fmt"
	"sync/atomic"
)

type merger struct {
	out     chan int
	running atomic.Int32
}

func (m *merger) forward(values []int) {
	for _, v := range values {
		m.out <- v
	}
	left := m.running.Load() - 1
	m.running.Store(left)
	if left == 0 {
		close(m.out)
	}
}

func merge(sources ...[]int) <-chan int {
	m := &merger{out: make(chan int, 4)}
	m.running.Store(int32(len(sources)))
	for _, values := range sources {
		go m.forward(values)
	}
	return m.out
}

// Run merges three sources, several times.
func Run() error {
	for range 25 {
		sum := 0
		for v := range merge([]int{1}, []int{2}, []int{3}) {
			sum += v
		}
		if sum != 6 {
			return fmt.Errorf("the merged values sum to %d, want 6", sum)
		}
	}
	return nil
}
