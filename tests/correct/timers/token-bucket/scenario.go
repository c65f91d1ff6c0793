// Package scenario limits a rate with a bucket of tokens that a ticker fills.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type bucket struct {
	tokens chan struct{}
	done   chan struct{}
	filler sync.WaitGroup
}

func newBucket(burst int, every time.Duration) *bucket {
	b := &bucket{tokens: make(chan struct{}, burst), done: make(chan struct{})}
	for range burst {
		b.tokens <- struct{}{}
	}
	b.filler.Go(func() {
		ticks := time.NewTicker(every)
		defer ticks.Stop()
		for {
			select {
			case <-ticks.C:
			case <-b.done:
				return
			}
			select {
			case b.tokens <- struct{}{}:
			default: // full: the token is lost
			}
		}
	})
	return b
}

func (b *bucket) take(ctx context.Context) error {
	select {
	case <-b.tokens:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *bucket) close() {
	close(b.done)
	b.filler.Wait()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	const every = 300 * time.Microsecond
	begun := time.Now()
	b := newBucket(3, every)
	var callers sync.WaitGroup
	errs := make([]error, 7)
	for i := range errs {
		callers.Go(func() { errs[i] = b.take(context.Background()) })
	}
	callers.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if took := time.Since(begun); took < 4*every {
		return fmt.Errorf("7 tokens in %v; a burst is 3, and more come every %v", took, every)
	}
	b.close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for b.take(ctx) == nil {
	}
	return nil
}
