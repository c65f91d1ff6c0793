// Package scenario stops a service, whoever asks first.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type service struct {
	done  chan struct{}
	stops atomic.Int32
}

func (s *service) stop() {
	select {
	case <-s.done:
	default:
		s.stops.Add(1)
		close(s.done)
	}
}

// Run stops a service from three goroutines.
func Run() error {
	s := &service{done: make(chan struct{})}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(s.stop)
	}
	wg.Wait()
	<-s.done
	if n := s.stops.Load(); n != 1 {
		return fmt.Errorf("stopped %d times, want once", n)
	}
	return nil
}
