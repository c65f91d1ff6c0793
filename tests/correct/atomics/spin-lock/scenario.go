// Package scenario guards a map with a spin lock that lets others run while it waits.
package scenario

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type spinLock struct{ held atomic.Bool }

func (l *spinLock) Lock() {
	for !l.held.CompareAndSwap(false, true) {
		for l.held.Load() {
			runtime.Gosched()
		}
	}
}

func (l *spinLock) Unlock() { l.held.Store(false) }

// words counts words; lock guards count.
type words struct {
	lock  spinLock
	count map[string]int
}

func (w *words) add(word string) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.count[word]++
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	w := words{count: map[string]int{}}
	var readers sync.WaitGroup
	for range 6 {
		readers.Go(func() {
			for _, word := range []string{"to", "be", "or", "not", "to", "be"} {
				w.add(word)
			}
		})
	}
	readers.Wait()
	// A condition variable takes any lock.
	var mu sync.Locker = &w.lock
	mu.Lock()
	defer mu.Unlock()
	for word, want := range map[string]int{"to": 12, "be": 12, "or": 6, "not": 6} {
		if got := w.count[word]; got != want {
			return fmt.Errorf("%q was counted %d times, want %d", word, got, want)
		}
	}
	return nil
}
