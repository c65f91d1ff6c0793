// Package scenario runs members of a group until one of them fails.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

var errDisk = errors.New("disk is full")

type group struct {
	wg     sync.WaitGroup
	once   sync.Once
	err    error
	cancel context.CancelFunc
}

func (g *group) run(member func() error) {
	g.wg.Go(func() {
		if err := member(); err != nil {
			g.cancel()
			g.once.Do(func() { g.err = err })
		}
	})
}

func (g *group) wait() error {
	g.wg.Wait()
	g.cancel()
	return g.err
}

// Run has several groups.
func Run() error {
	for range 6 {
		if err := runGroup(); !errors.Is(err, errDisk) {
			return fmt.Errorf("the group failed with %v, want %v", err, errDisk)
		}
	}
	return nil
}

// runGroup has one member that fails and two that wait for the end.
func runGroup() error {
	ctx, cancel := context.WithCancel(context.Background())
	g := &group{cancel: cancel}
	for range 2 {
		g.run(func() error {
			<-ctx.Done()
			return ctx.Err()
		})
	}
	g.run(func() error { return errDisk })
	return g.wait()
}
