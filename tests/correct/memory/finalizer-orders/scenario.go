// Package scenario notices handles that were dropped without being closed, by their finalizers.
package scenario

import (
	"fmt"
	"runtime"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type handle struct {
	number int
	name   string
	log    *log
	self   [64]byte // keeps it out of the allocator's blocks for tiny objects
}

// A log belongs to the finalizers until all have been seen.
type log struct {
	dropped []string
	seen    chan struct{}
}

// open returns a handle that somebody will forget. Everything is written before the finalizer is set.
func open(number int, l *log) *handle {
	h := &handle{number: number, log: l}
	h.name = fmt.Sprint("file ", number)
	runtime.SetFinalizer(h, func(h *handle) {
		h.log.dropped = append(h.log.dropped, h.name)
		h.log.seen <- struct{}{}
	})
	return h
}

// use drops its handle.
func use(number int, l *log) int {
	h := open(number, l)
	return h.number * 2
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	l := &log{seen: make(chan struct{}, 1)}
	for i := range 3 {
		use(i, l)
		for seen := false; !seen; {
			runtime.GC()
			select {
			case <-l.seen:
				seen = true
			default:
				runtime.Gosched()
			}
		}
	}
	if len(l.dropped) != 3 {
		return fmt.Errorf("%v were noticed, want 3 files", l.dropped)
	}
	return nil
}
