// Package scenario adds up directories with a bounded number of readers.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type directory struct {
	size     int64
	children []*directory
}

type walker struct {
	slots chan struct{}
	total atomic.Int64
}

func (w *walker) walk(d *directory) {
	w.slots <- struct{}{}
	defer func() { <-w.slots }()
	w.total.Add(d.size)
	var wg sync.WaitGroup
	for _, child := range d.children {
		wg.Go(func() { w.walk(child) })
	}
	wg.Wait()
}

// Run adds up a root with three directories of one subdirectory each.
func Run() error {
	root := &directory{size: 1}
	for range 3 {
		leaf := &directory{size: 100}
		root.children = append(root.children, &directory{size: 10, children: []*directory{leaf}})
	}
	w := &walker{slots: make(chan struct{}, 3)}
	w.walk(root)
	if total := w.total.Load(); total != 331 {
		return fmt.Errorf("the total is %d, want 331", total)
	}
	return nil
}
