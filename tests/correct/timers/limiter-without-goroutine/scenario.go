// Package scenario spaces calls evenly: each caller books the next free moment and sleeps until then.
package scenario

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type limiter struct {
	mu    sync.Mutex
	every time.Duration
	next  time.Time
}

// wait returns the moment that was booked for the caller.
func (l *limiter) wait() time.Time {
	l.mu.Lock()
	now := time.Now()
	if l.next.Before(now) {
		l.next = now
	}
	booked := l.next
	l.next = booked.Add(l.every)
	l.mu.Unlock()
	time.Sleep(time.Until(booked))
	return booked
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	l := &limiter{every: 200 * time.Microsecond}
	var callers sync.WaitGroup
	moments := make([]time.Time, 8)
	early := make(chan time.Duration, len(moments))
	for i := range moments {
		callers.Go(func() {
			moments[i] = l.wait()
			if left := time.Until(moments[i]); left > 0 {
				early <- left
			}
		})
	}
	callers.Wait()
	if len(early) > 0 {
		return fmt.Errorf("a caller came back %v too early", <-early)
	}
	slices.SortFunc(moments, time.Time.Compare)
	for i, m := range moments[1:] {
		if gap := m.Sub(moments[i]); gap < l.every {
			return fmt.Errorf("two calls are %v apart, want %v", gap, l.every)
		}
	}
	return nil
}
