// Package scenario tries again after failures, with waits that grow and vary, until it works or a context ends.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var (
	errFlaky = errors.New("try again")
	errFinal = errors.New("never")
)

func retry(ctx context.Context, first time.Duration, f func(attempt int) error) error {
	wait := first
	for attempt := 1; ; attempt++ {
		err := f(attempt)
		if !errors.Is(err, errFlaky) {
			return err
		}
		pause := time.NewTimer(wait/2 + rand.N(wait))
		select {
		case <-pause.C:
			wait *= 2
		case <-ctx.Done():
			pause.Stop()
			return errors.Join(ctx.Err(), err)
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	attempts := 0
	err := retry(ctx, 100*time.Microsecond, func(attempt int) error {
		attempts = attempt
		if attempt < 4 {
			return errFlaky
		}
		return nil
	})
	if err != nil || attempts != 4 {
		return fmt.Errorf("%d attempts ended with %v, want 4 and nil", attempts, err)
	}
	if err := retry(ctx, time.Hour, func(int) error { return errFinal }); !errors.Is(err, errFinal) {
		return fmt.Errorf("got %v, want %v", err, errFinal)
	}
	err = retry(ctx, time.Hour, func(int) error {
		time.AfterFunc(time.Millisecond, cancel)
		return errFlaky
	})
	if !errors.Is(err, context.Canceled) || !errors.Is(err, errFlaky) {
		return fmt.Errorf("got %v, want the context's error and the last one", err)
	}
	return nil
}
