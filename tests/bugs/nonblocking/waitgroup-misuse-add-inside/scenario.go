// Package scenario resizes pictures in parallel.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type resizer struct {
	wg   sync.WaitGroup
	done atomic.Int32
}

func (r *resizer) resize(width int) {
	r.wg.Add(1)
	defer r.wg.Done()
	if width > 0 {
		r.done.Add(1)
	}
}

// Run resizes three pictures.
func Run() error {
	var r resizer
	for _, width := range []int{640, 800, 1024} {
		go r.resize(width)
	}
	r.wg.Wait()
	if n := r.done.Load(); n != 3 {
		return fmt.Errorf("resized %d pictures, want 3", n)
	}
	return nil
}
