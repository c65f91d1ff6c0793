// Package scenario samples a gauge at every tick until it is told to stop.
package scenario

import (
	"fmt"
	"sync/atomic"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A sampler owns its samples until it has ended.
type sampler struct {
	samples []int64
	stop    chan struct{}
	ended   chan struct{}
	enough  chan struct{}
}

func sample(gauge *atomic.Int64, want int) *sampler {
	s := &sampler{stop: make(chan struct{}), ended: make(chan struct{}), enough: make(chan struct{})}
	go s.loop(gauge, want)
	return s
}

func (s *sampler) loop(gauge *atomic.Int64, want int) {
	defer close(s.ended)
	ticks := time.NewTicker(500 * time.Microsecond)
	defer ticks.Stop()
	for {
		select {
		case <-ticks.C:
			s.samples = append(s.samples, gauge.Add(1))
			if len(s.samples) == want {
				close(s.enough)
			}
		case <-s.stop:
			return
		}
	}
}

func (s *sampler) end() []int64 {
	close(s.stop)
	<-s.ended
	return s.samples
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var gauge atomic.Int64
	s := sample(&gauge, 3)
	<-s.enough
	samples := s.end()
	for i, v := range samples {
		if v != int64(i)+1 {
			return fmt.Errorf("the samples are %v", samples)
		}
	}
	if len(samples) < 3 {
		return fmt.Errorf("%d samples, want at least 3", len(samples))
	}
	return nil
}
