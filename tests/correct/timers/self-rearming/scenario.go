// Package scenario polls with a timer that arms itself again, until it is stopped.
package scenario

import (
	"fmt"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A poller calls a function every now and then; no goroutine waits in between.
type poller struct {
	mu      sync.Mutex
	timer   *time.Timer
	stopped bool
}

func poll(every time.Duration, f func()) *poller {
	p := &poller{}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.timer = time.AfterFunc(every, func() {
		f()
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.stopped {
			p.timer.Reset(every)
		}
	})
	return p
}

// stop may be called by the function itself.
func (p *poller) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	p.timer.Stop()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	polls, enough := make(chan int), make(chan struct{})
	n := 0 // only the timer's function touches it, never two at a time
	p := poll(200*time.Microsecond, func() {
		n++
		select {
		case polls <- n:
		case <-enough: // it was under way when it was stopped
		}
	})
	for want := 1; want <= 4; want++ {
		if got := <-polls; got != want {
			return fmt.Errorf("poll %d came, want %d", got, want)
		}
	}
	p.stop()
	close(enough)
	return nil
}
