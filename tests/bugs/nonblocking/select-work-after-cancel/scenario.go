// Package scenario runs jobs until it is cancelled.
package scenario

import (
	"context"
	"fmt"
)

type runner struct {
	jobs chan func()
	done chan struct{}
}

func (r *runner) loop(ctx context.Context) {
	defer close(r.done)
	for {
		select {
		case <-ctx.Done():
			return
		case job := <-r.jobs:
			job()
		}
	}
}

// Run cancels within the first job; the second must not run.
func Run() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := &runner{jobs: make(chan func(), 2), done: make(chan struct{})}
	late := 0
	r.jobs <- cancel
	r.jobs <- func() { late++ }
	go r.loop(ctx)
	<-r.done
	if late != 0 {
		return fmt.Errorf("%d jobs ran after the cancellation", late)
	}
	return nil
}
