// Package scenario loads a value once for all who ask for it at the same time.
package scenario

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var errDown = errors.New("the source is down")

// A flight's value and error are written before landed is closed.
type flight struct {
	landed chan struct{}
	value  int
	err    error
}

type loader struct {
	mu      sync.Mutex
	flights map[string]*flight
	load    func(key string) (int, error)
}

func (l *loader) get(key string) (int, error) {
	l.mu.Lock()
	if f, flying := l.flights[key]; flying {
		l.mu.Unlock()
		<-f.landed
		return f.value, f.err
	}
	f := &flight{landed: make(chan struct{})}
	l.flights[key] = f
	l.mu.Unlock()

	f.value, f.err = l.load(key)

	l.mu.Lock()
	delete(l.flights, key)
	l.mu.Unlock()
	close(f.landed)
	return f.value, f.err
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var loads atomic.Int32
	l := &loader{flights: map[string]*flight{}, load: func(key string) (int, error) {
		loads.Add(1)
		if key == "" {
			return 0, errDown
		}
		return len(key), nil
	}}
	var callers sync.WaitGroup
	errs := make(chan error, 12)
	for i := range cap(errs) {
		callers.Go(func() {
			key := []string{"", "one", "three"}[i%3]
			n, err := l.get(key)
			if n != len(key) || (err != nil) != (key == "") {
				errs <- fmt.Errorf("%q was loaded as %d, %v", key, n, err)
			}
		})
	}
	callers.Wait()
	if n := loads.Load(); n < 3 || n > 12 || len(l.flights) != 0 {
		return fmt.Errorf("%d loads, and %d are under way", n, len(l.flights))
	}
	close(errs)
	return <-errs
}
