// Package scenario ends a background goroutine when its owner has become garbage: nobody has to call Close.
package scenario

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

// A counter counts in the background. Its loop does not refer to it, so that it can become garbage.
type counter struct {
	add  chan<- int
	loop *loop
}

type loop struct {
	add   chan int
	quit  chan struct{}
	total atomic.Int64
	ended chan struct{}
}

func newCounter() *counter {
	l := &loop{add: make(chan int), quit: make(chan struct{}), ended: make(chan struct{})}
	go l.run()
	c := &counter{add: l.add, loop: l}
	runtime.AddCleanup(c, func(quit chan struct{}) { close(quit) }, l.quit)
	return c
}

func (l *loop) run() {
	defer close(l.ended)
	for {
		select {
		case n := <-l.add:
			l.total.Add(int64(n))
		case <-l.quit:
			return
		}
	}
}

// work forgets its counter.
func work() *loop {
	c := newCounter()
	for i := range 10 {
		c.add <- i
	}
	l := c.loop
	runtime.KeepAlive(c)
	return l
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	l := work()
	for {
		runtime.GC()
		select {
		case <-l.ended:
			if n := l.total.Load(); n != 45 {
				return fmt.Errorf("counted %d, want 45", n)
			}
			return nil
		default:
			runtime.Gosched()
		}
	}
}
