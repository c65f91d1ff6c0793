// Package scenario computes a value once and hands it to all who ask.
package scenario

import (
	"fmt"
	"sync"
)

type future struct {
	mu    sync.Mutex
	value int
	reads int
	ready chan struct{}
}

func (f *future) set(value int) {
	f.mu.Lock()
	f.value = value
	f.mu.Unlock()
	close(f.ready)
}

func (f *future) get() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	<-f.ready
	f.reads++
	return f.value
}

func fibonacci(n int) int {
	if n < 2 {
		return n
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

// Run reads the future from two goroutines while it is computed.
func Run() error {
	f := &future{ready: make(chan struct{})}
	var wg sync.WaitGroup
	got := make([]int, 2)
	wg.Go(func() { got[0] = f.get() })
	wg.Go(func() { got[1] = f.get() })
	wg.Go(func() { f.set(fibonacci(6)) })
	wg.Wait()
	if got[0] != 8 || got[1] != 8 || f.reads != 2 {
		return fmt.Errorf("got %v in %d reads, want 8 twice", got, f.reads)
	}
	return nil
}
