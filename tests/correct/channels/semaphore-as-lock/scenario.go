// Package scenario uses channels with room for one as locks that can be waited for with a limit.
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

// A lock is held while its channel is full.
type lock chan struct{}

func (l lock) acquire(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l lock) release() { <-l }

type stock struct {
	lock  lock
	items map[string]int
}

func (s *stock) move(ctx context.Context, item string, n int) error {
	if err := s.lock.acquire(ctx); err != nil {
		return err
	}
	defer s.lock.release()
	s.items[item] += n
	return nil
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	s := &stock{lock: make(lock, 1), items: map[string]int{}}
	ctx := context.Background()
	var clerks sync.WaitGroup
	errs := make([]error, 10)
	for i := range errs {
		clerks.Go(func() {
			for range 5 {
				errs[i] = errors.Join(errs[i], s.move(ctx, "nut", 2), s.move(ctx, "bolt", 1))
			}
		})
	}
	clerks.Wait()
	if err := errors.Join(errs...); err != nil || s.items["nut"] != 100 || s.items["bolt"] != 50 {
		return fmt.Errorf("%v in stock, %v; want 100 nuts and 50 bolts", s.items, err)
	}
	if err := s.lock.acquire(ctx); err != nil {
		return err
	}
	defer s.lock.release()
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if err := s.move(short, "nut", 1); !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("waiting for a lock that is held returned %v", err)
	}
	return nil
}
