// Package scenario draws a picture on standard output, several goroutines at once.
package scenario

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"os"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A screen's writer has a lock, since a bufio.Writer has none.
type screen struct {
	mu  sync.Mutex
	out *bufio.Writer
}

func (s *screen) plot(x int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	height := int(20 + 18*math.Sin(float64(x)/3))
	return fmt.Fprintf(s.out, "%*c\n", height, '*')
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	s := &screen{out: bufio.NewWriterSize(os.Stdout, 100)}
	var painters sync.WaitGroup
	var bytes, failures atomic.Int64
	for painter := range 4 {
		painters.Go(func() {
			for x := range 12 {
				n, err := s.plot(painter*12 + x)
				bytes.Add(int64(n))
				if err != nil {
					failures.Add(1)
				}
			}
		})
	}
	painters.Wait()
	if err := s.out.Flush(); err != nil {
		return err
	}
	if bytes.Load() < 500 || failures.Load() > 0 {
		return errors.New("not everything was printed")
	}
	return nil
}
