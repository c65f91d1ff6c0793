// Package scenario moves values through a stack without locks.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A node is written before it is pushed, and only read from then on.
type node struct {
	value int
	next  *node
}

type stack struct{ top atomic.Pointer[node] }

func (s *stack) push(value int) {
	n := &node{value: value}
	for {
		n.next = s.top.Load()
		if s.top.CompareAndSwap(n.next, n) {
			return
		}
	}
}

func (s *stack) pop() (int, bool) {
	for {
		n := s.top.Load()
		if n == nil {
			return 0, false
		}
		if s.top.CompareAndSwap(n, n.next) {
			return n.value, true
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var s stack
	var movers sync.WaitGroup
	var popped [4][]int
	for i := range popped {
		movers.Go(func() {
			for j := range 20 {
				s.push(i*20 + j)
				if v, ok := s.pop(); ok {
					popped[i] = append(popped[i], v)
				}
			}
		})
	}
	movers.Wait()
	seen := map[int]bool{}
	for _, values := range popped {
		for _, v := range values {
			if seen[v] {
				return fmt.Errorf("%d was popped twice", v)
			}
			seen[v] = true
		}
	}
	if _, ok := s.pop(); ok || len(seen) != 80 {
		return fmt.Errorf("%d values were popped, want 80 and nothing left", len(seen))
	}
	return nil
}
