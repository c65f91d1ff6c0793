// Package scenario sends events until it is closed.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type stream struct {
	closed atomic.Bool
	events chan int
}

func (s *stream) publish(event int) bool {
	if s.closed.Load() {
		return false
	}
	s.events <- event
	return true
}

func (s *stream) close() {
	s.closed.Store(true)
	close(s.events)
}

// Run publishes while the stream is closed.
func Run() error {
	s := &stream{events: make(chan int, 8)}
	sent := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		for event := range 4 {
			if s.publish(event) {
				sent++
			}
		}
	})
	wg.Go(s.close)
	wg.Wait()
	received := 0
	for range s.events {
		received++
	}
	if received != sent {
		return fmt.Errorf("received %d events of %d", received, sent)
	}
	return nil
}
