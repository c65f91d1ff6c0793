// Package scenario reports progress to a consumer that also reads totals.
package scenario

import (
	"fmt"
	"sync"
)

type job struct {
	mu     sync.Mutex
	done   int
	events chan int
}

func (j *job) step() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done++
	j.events <- j.done
}

func (j *job) progress() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.done
}

func (j *job) run(steps int) {
	for range steps {
		j.step()
	}
	close(j.events)
}

// Run follows a job of fifty steps.
func Run() error {
	const steps = 50
	j := &job{events: make(chan int, 40)}
	go j.run(steps)
	last := 0
	for event := range j.events {
		last = event
		if p := j.progress(); p < event {
			return fmt.Errorf("progress is %d at event %d", p, event)
		}
	}
	if last != steps {
		return fmt.Errorf("the last event was %d, want %d", last, steps)
	}
	return nil
}
