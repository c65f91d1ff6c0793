// Package scenario loads an expensive report once.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type reports struct {
	mu     sync.Mutex
	cached map[string]string
	loads  atomic.Int32
}

func (r *reports) load(month string) string {
	r.loads.Add(1)
	return "report of " + month
}

func (r *reports) get(month string) string {
	r.mu.Lock()
	report, ok := r.cached[month]
	r.mu.Unlock()
	if ok {
		return report
	}
	report = r.load(month)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cached[month] = report
	return report
}

// Run asks for a report from three goroutines.
func Run() error {
	r := &reports{cached: make(map[string]string)}
	var wg sync.WaitGroup
	got := make([]string, 3)
	for i := range got {
		wg.Go(func() { got[i] = r.get("May") })
	}
	wg.Wait()
	if n := r.loads.Load(); n != 1 || got[2] != "report of May" {
		return fmt.Errorf("got %q after %d loads, want one load", got[2], n)
	}
	return nil
}
