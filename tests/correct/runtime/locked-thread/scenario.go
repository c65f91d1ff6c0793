// Package scenario calls a library that wants to be called from one thread only, from many goroutines.
package scenario

import (
	"fmt"
	"runtime"
	"sync"
	"syscall"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A thread runs calls in turn. Its thread of the operating system is not fit for others afterwards.
type thread struct {
	calls chan func()
	ended sync.WaitGroup
}

func newThread() *thread {
	t := &thread{calls: make(chan func())}
	t.ended.Go(func() {
		runtime.LockOSThread() // without unlock: the thread ends with this goroutine
		for call := range t.calls {
			call()
		}
	})
	return t
}

func (t *thread) do(f func()) {
	done := make(chan struct{})
	t.calls <- func() {
		defer close(done)
		f()
	}
	<-done
}

func (t *thread) close() {
	close(t.calls)
	t.ended.Wait()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	t := newThread()
	threads := map[int]int{} // no lock: only the one thread writes it
	var callers sync.WaitGroup
	for range 10 {
		callers.Go(func() {
			t.do(func() { threads[syscall.Gettid()]++ })
		})
	}
	callers.Wait()
	t.close()
	if len(threads) != 1 {
		return fmt.Errorf("calls were made on %d threads, want 1", len(threads))
	}
	return nil
}
