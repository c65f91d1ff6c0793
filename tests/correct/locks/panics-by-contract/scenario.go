// Package scenario updates a ledger in transactions: a panic rolls back, releases the lock and becomes an error.
package scenario

import (
	"errors"
	"fmt"
	"maps"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type ledger struct {
	mu      sync.Mutex
	entries map[string]int
}

// update runs f on the entries. What f panics with becomes an error, and the entries are as they were.
func (l *ledger) update(f func(entries map[string]int)) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := maps.Clone(l.entries)
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			l.entries, err = before, fmt.Errorf("rolled back: %w", v)
		default:
			l.entries, err = before, fmt.Errorf("rolled back: %v", v)
		}
	}()
	f(l.entries)
	return nil
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	l := &ledger{entries: map[string]int{}}
	boom := errors.New("fatal error: all goroutines are asleep - deadlock!")
	var writers sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		writers.Go(func() {
			errs[i] = l.update(func(entries map[string]int) {
				entries["sum"]++
				switch i % 3 {
				case 1:
					panic(boom)
				case 2:
					var none map[string]int
					none["sum"] = i
				}
			})
		})
	}
	writers.Wait()
	for i, err := range errs {
		if (err == nil) != (i%3 == 0) || errors.Is(err, boom) != (i%3 == 1) {
			return fmt.Errorf("update %d returned %v", i, err)
		}
	}
	if n := l.entries["sum"]; n != 4 {
		return fmt.Errorf("%d updates were kept, want 4", n)
	}
	return nil
}
