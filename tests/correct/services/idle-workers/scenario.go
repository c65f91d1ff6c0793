// Package scenario runs jobs on workers that are kept for a while: a job takes an idle one, or a new one.
package scenario

import (
	"fmt"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

// jobs has no buffer: a send succeeds only if a worker is idle.
var jobs = make(chan func())

func run(job func()) {
	select {
	case jobs <- job:
	default:
		go work(job)
	}
}

func work(job func()) {
	idle := time.NewTimer(0)
	defer idle.Stop()
	for {
		job()
		idle.Reset(20 * time.Millisecond)
		select {
		case job = <-jobs:
		case <-idle.C:
			return
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var done sync.WaitGroup
	var results [12]int
	for i := range results {
		done.Add(1)
		run(func() {
			defer done.Done()
			results[i] = i * i
		})
	}
	done.Wait()
	for i, r := range results {
		if r != i*i {
			return fmt.Errorf("job %d resulted in %d", i, r)
		}
	}
	return nil
}
