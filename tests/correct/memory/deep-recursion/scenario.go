// Package scenario measures trees that have degenerated into long lists, by recursion.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type tree struct{ left, right *tree }

// list returns a tree of n nodes that is n deep.
func list(n int) *tree {
	var t *tree
	for i := range n {
		if i%2 == 0 {
			t = &tree{left: t}
		} else {
			t = &tree{right: t}
		}
	}
	return t
}

func (t *tree) depth() int {
	if t == nil {
		return 0
	}
	return 1 + max(t.left.depth(), t.right.depth())
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	const nodes = 20_000
	t := list(nodes)
	var measuring sync.WaitGroup
	errs := make(chan error, 2)
	for range cap(errs) {
		measuring.Go(func() {
			if depth := t.depth(); depth != nodes {
				errs <- fmt.Errorf("the tree is %d deep, want %d", depth, nodes)
			}
		})
	}
	measuring.Wait()
	close(errs)
	return <-errs
}
