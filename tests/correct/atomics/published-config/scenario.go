// Package scenario replaces a configuration as a whole while others read it.
package scenario

import (
	"fmt"
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A config is not changed once it has been published.
type config struct {
	version int
	limits  map[string]int
}

type settings struct{ current atomic.Pointer[config] }

// set copies, changes the copy and publishes it, and tries again when somebody else was faster.
func (s *settings) set(key string, limit int) {
	for {
		old := s.current.Load()
		next := &config{version: old.version + 1, limits: maps.Clone(old.limits)}
		next.limits[key] = limit
		if s.current.CompareAndSwap(old, next) {
			return
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var s settings
	s.current.Store(&config{limits: map[string]int{}})
	var writers, readers sync.WaitGroup
	wrong := make(chan error, 3)
	for w := range 3 {
		writers.Go(func() {
			for i := range 10 {
				s.set(fmt.Sprint(w, "/", i), i)
			}
		})
		readers.Go(func() {
			for c := s.current.Load(); c.version < 30; c = s.current.Load() {
				if len(c.limits) != c.version {
					wrong <- fmt.Errorf("version %d has %d limits", c.version, len(c.limits))
					return
				}
				runtime.Gosched()
			}
		})
	}
	writers.Wait()
	readers.Wait()
	close(wrong)
	return <-wrong
}
