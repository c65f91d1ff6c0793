// Package scenario counts visits by page, with a counter for each.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type visits struct {
	counters sync.Map // from string to *atomic.Int64
}

func (v *visits) counter(page string) *atomic.Int64 {
	if c, ok := v.counters.Load(page); ok {
		return c.(*atomic.Int64)
	}
	c := new(atomic.Int64)
	v.counters.Store(page, c)
	return c
}

// Run counts the visits of three readers who leaf through twelve new pages.
func Run() error {
	var v visits
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for page := range 12 {
				v.counter(fmt.Sprint("/", page)).Add(1)
			}
		})
	}
	wg.Wait()
	for page := range 12 {
		if n := v.counter(fmt.Sprint("/", page)).Load(); n != 3 {
			return fmt.Errorf("counted %d visits of page %d, want 3", n, page)
		}
	}
	return nil
}
