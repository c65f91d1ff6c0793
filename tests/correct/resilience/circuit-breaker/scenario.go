// Package scenario stops calling a service that fails, and lets one caller at a time find out whether it is back.
package scenario

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var (
	errOpen = errors.New("the circuit is open")
	errDown = errors.New("the service is down")
)

const rest = time.Millisecond

type breaker struct {
	mu       sync.Mutex
	failures int
	until    time.Time // open until then
	probing  bool
}

func (b *breaker) call(f func() error) error {
	allowed, probe := b.enter()
	if !allowed {
		return errOpen
	}
	err := f()
	b.mu.Lock()
	defer b.mu.Unlock()
	if probe {
		b.probing = false
	}
	if err == nil {
		b.failures = 0
		return nil
	}
	b.failures++
	b.until = time.Now().Add(rest)
	return err
}

func (b *breaker) enter() (allowed, probe bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < 3 {
		return true, false
	}
	if b.probing || time.Now().Before(b.until) {
		return false, false
	}
	b.probing = true
	return true, true
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var b breaker
	var down atomic.Bool
	var calls atomic.Int32
	service := func() error {
		calls.Add(1)
		if down.Load() {
			return errDown
		}
		return nil
	}
	down.Store(true)
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for range 5 {
				b.call(service)
			}
		})
	}
	callers.Wait()
	if n := calls.Load(); n < 3 {
		return fmt.Errorf("the service was called %d times before the circuit opened, want at least 3", n)
	}
	down.Store(false)
	for b.call(service) != nil {
		time.Sleep(rest)
	}
	if err := b.call(service); err != nil {
		return fmt.Errorf("the circuit is closed again, but a call returned %v", err)
	}
	return nil
}
