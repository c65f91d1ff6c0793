// Package scenario polls a source until it is empty or somebody stops it.
package scenario

import (
	"fmt"
	"sync/atomic"
)

type poller struct {
	source <-chan int
	quit   chan struct{}
	done   chan struct{}
	polled int
	halted atomic.Bool
}

func (p *poller) run() {
	defer close(p.done)
	for {
		select {
		case _, ok := <-p.source:
			if !ok {
				p.halted.Store(true)
				return
			}
			p.polled++
		case <-p.quit:
			return
		}
	}
}

func (p *poller) stop() {
	if !p.halted.Load() {
		p.quit <- struct{}{}
	}
	<-p.done
}

// Run stops a poller whose source runs dry at the same time.
func Run() error {
	source := make(chan int)
	p := &poller{source: source, quit: make(chan struct{}), done: make(chan struct{})}
	go p.run()
	for i := range 3 {
		source <- i
	}
	go close(source)
	p.stop()
	if p.polled != 3 {
		return fmt.Errorf("polled %d values, want 3", p.polled)
	}
	return nil
}
