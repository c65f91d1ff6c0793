// Package scenario stops a service that more than one owner may stop.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type service struct {
	stopped atomic.Bool
	quit    chan struct{}
	stops   atomic.Int32
}

func start() *service {
	s := &service{quit: make(chan struct{})}
	go s.loop()
	return s
}

func (s *service) loop() {
	<-s.quit
	s.stops.Add(1)
}

func (s *service) stop() {
	if s.stopped.Load() {
		return
	}
	s.stopped.Store(true)
	s.quit <- struct{}{}
}

// Run stops eight services, each from two goroutines.
func Run() error {
	for range 8 {
		s := start()
		var wg sync.WaitGroup
		wg.Go(s.stop)
		wg.Go(s.stop)
		wg.Wait()
		if n := s.stops.Load(); n > 1 {
			return fmt.Errorf("the service was stopped %d times, want once", n)
		}
	}
	return nil
}
