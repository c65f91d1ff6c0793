// Package scenario tells observers of a sensor about its readings.
package scenario

import (
	"fmt"
	"slices"
	"sync"
)

type sensor struct {
	mu        sync.Mutex
	observers []*observer
}

type observer struct {
	mu     sync.Mutex
	sensor *sensor
	seen   []int
}

func (s *sensor) notify(reading int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.observers {
		o.update(reading)
	}
}

func (s *sensor) remove(o *observer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observers = slices.DeleteFunc(s.observers, func(x *observer) bool { return x == o })
}

func (o *observer) update(reading int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen = append(o.seen, reading)
}

// detach returns what was seen. Nothing is seen afterwards.
func (o *observer) detach() []int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sensor.remove(o)
	return o.seen
}

// Run detaches an observer while a reading is on its way.
func Run() error {
	s := &sensor{}
	o := &observer{sensor: s}
	s.observers = append(s.observers, o)
	var wg sync.WaitGroup
	var seen []int
	wg.Go(func() { s.notify(21) })
	wg.Go(func() { seen = o.detach() })
	wg.Wait()
	if len(seen) > 1 || len(s.observers) != 0 {
		return fmt.Errorf("saw %v, and %d observers are left", seen, len(s.observers))
	}
	return nil
}
