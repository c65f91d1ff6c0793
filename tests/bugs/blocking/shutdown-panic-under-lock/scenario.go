// Package scenario restarts a worker that panics.
package scenario

import (
	"fmt"
	"sync"
)

type inventory struct {
	mu    sync.Mutex
	stock map[string][]int
	bad   int
}

// take removes the oldest item of a kind; there has to be one.
func (v *inventory) take(kind string) int {
	v.mu.Lock()
	item := v.stock[kind][0]
	v.stock[kind] = v.stock[kind][1:]
	v.mu.Unlock()
	return item
}

func (v *inventory) serve(orders <-chan string) (finished bool) {
	defer func() {
		if recover() != nil {
			v.bad++
		}
	}()
	for kind := range orders {
		v.take(kind)
	}
	return true
}

// Run orders more apples than there are, and then pears.
func Run() error {
	v := &inventory{stock: map[string][]int{"apple": {1}, "pear": {2, 3}}}
	orders := make(chan string, 4)
	for _, kind := range []string{"apple", "apple", "pear", "pear"} {
		orders <- kind
	}
	close(orders)
	var supervisor sync.WaitGroup
	supervisor.Go(func() {
		for !v.serve(orders) {
		}
	})
	supervisor.Wait()
	if left := len(v.stock["pear"]); left != 0 || v.bad != 1 {
		return fmt.Errorf("%d pears are left after %d bad orders, want 0 and 1", left, v.bad)
	}
	return nil
}
