// Package scenario fetches in a first phase and stores in a second.
package scenario

import (
	"context"
	"fmt"
	"sync"
)

type group struct {
	wg     sync.WaitGroup
	once   sync.Once
	err    error
	cancel context.CancelFunc
}

func withContext(parent context.Context) (*group, context.Context) {
	ctx, cancel := context.WithCancel(parent)
	return &group{cancel: cancel}, ctx
}

func (g *group) run(member func() error) {
	g.wg.Go(func() {
		if err := member(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel()
			})
		}
	})
}

func (g *group) wait() error {
	g.wg.Wait()
	g.cancel()
	return g.err
}

// Run fetches two pages and stores them.
func Run() error {
	fetching, ctx := withContext(context.Background())
	pages := make([]string, 2)
	for i := range pages {
		fetching.run(func() error {
			pages[i] = fmt.Sprint("page ", i)
			return ctx.Err()
		})
	}
	if err := fetching.wait(); err != nil {
		return err
	}
	storing, _ := withContext(ctx)
	for i := range pages {
		storing.run(func() error {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("store %s: %w", pages[i], err)
			}
			return nil
		})
	}
	return storing.wait()
}
