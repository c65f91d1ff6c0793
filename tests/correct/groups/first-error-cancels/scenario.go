// Package scenario runs functions in a group: the first error cancels the others, and is the group's result.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var errDisk = errors.New("disk is full")

// A group runs functions that share a context.
type group struct {
	wait   sync.WaitGroup
	once   sync.Once
	err    error
	cancel context.CancelCauseFunc
}

func newGroup(parent context.Context) (*group, context.Context) {
	ctx, cancel := context.WithCancelCause(parent)
	return &group{cancel: cancel}, ctx
}

func (g *group) start(f func() error) {
	g.wait.Go(func() {
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel(err)
			})
		}
	})
}

// end waits for all functions. The error needs no lock: Wait comes after it.
func (g *group) end() error {
	g.wait.Wait()
	g.cancel(g.err)
	return g.err
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	group, ctx := newGroup(context.Background())
	var cancelled atomic.Int32
	for range 8 {
		group.start(func() error {
			<-ctx.Done()
			cancelled.Add(1)
			return context.Cause(ctx)
		})
	}
	group.start(func() error { return errDisk })
	if err := group.end(); !errors.Is(err, errDisk) {
		return fmt.Errorf("the group returned %v, want %v", err, errDisk)
	}
	if n := cancelled.Load(); n != 8 {
		return fmt.Errorf("%d of 8 functions were cancelled", n)
	}
	return nil
}
