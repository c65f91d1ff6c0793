// Package scenario counts the requests in flight.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type server struct {
	inFlight int64
	served   int64
}

func (s *server) serve() {
	atomic.AddInt64(&s.inFlight, 1)
	defer atomic.AddInt64(&s.inFlight, -1)
	atomic.AddInt64(&s.served, 1)
}

func (s *server) busy() bool { return s.inFlight > 0 }

// Run asks whether the server is busy while it serves.
func Run() error {
	var s server
	var wg sync.WaitGroup
	wg.Go(s.serve)
	wg.Go(s.serve)
	wg.Go(func() { s.busy() })
	wg.Wait()
	if s.busy() || s.served != 2 {
		return fmt.Errorf("busy is %t after %d requests, want false after 2", s.busy(), s.served)
	}
	return nil
}
