// Package scenario repeats a job with a timer that starts itself again.
package scenario

import (
	"fmt"
	"time"
)

type repeater struct {
	timer *time.Timer
	runs  int
	done  chan struct{}
}

func (r *repeater) tick() {
	r.runs++
	if r.runs == 3 {
		close(r.done)
		return
	}
	r.timer.Reset(time.Microsecond)
}

func start() *repeater {
	r := &repeater{done: make(chan struct{})}
	r.timer = time.AfterFunc(100*time.Microsecond, r.tick)
	return r
}

// Run waits for three runs.
func Run() error {
	r := start()
	<-r.done
	if r.runs != 3 {
		return fmt.Errorf("ran %d times, want 3", r.runs)
	}
	return nil
}
