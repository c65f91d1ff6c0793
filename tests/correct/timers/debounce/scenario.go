// Package scenario debounces: of a burst of changes only the last is saved, once the burst is over.
package scenario

import (
	"fmt"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type debouncer struct {
	mu         sync.Mutex
	generation int
	timer      *time.Timer
	save       func(generation int) // called with the lock held, so that the order is kept
}

// change puts the saving off. A timer that has fired in vain finds a newer generation.
func (d *debouncer) change() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.generation++
	generation := d.generation
	if d.timer != nil {
		d.timer.Stop()
	}
	d.timer = time.AfterFunc(2*time.Millisecond, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.generation == generation {
			d.save(generation)
		}
	})
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	const changes = 12
	saved := make(chan int, changes) // a slow machine may save between two changes
	d := &debouncer{save: func(generation int) { saved <- generation }}
	var typists sync.WaitGroup
	for range changes {
		typists.Go(d.change)
	}
	typists.Wait()
	last := 0
	for last < changes {
		generation := <-saved
		if generation <= last {
			return fmt.Errorf("generation %d was saved after %d", generation, last)
		}
		last = generation
	}
	return nil
}
