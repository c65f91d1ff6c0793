// Package scenario counts ticks until it is told to stop.
package scenario

import (
	"fmt"
	"sync/atomic"
	"time"
)

type reporter struct {
	ticker *time.Ticker
	ticks  atomic.Int32
	first  chan struct{}
}

func start(every time.Duration) *reporter {
	r := &reporter{ticker: time.NewTicker(every), first: make(chan struct{})}
	go r.loop()
	return r
}

func (r *reporter) loop() {
	for range r.ticker.C {
		if r.ticks.Add(1) == 1 {
			close(r.first)
		}
	}
}

func (r *reporter) stop() int32 {
	r.ticker.Stop()
	return r.ticks.Load()
}

// Run waits for the first tick and stops.
func Run() error {
	r := start(100 * time.Microsecond)
	<-r.first
	if n := r.stop(); n < 1 {
		return fmt.Errorf("counted %d ticks, want at least one", n)
	}
	return nil
}
