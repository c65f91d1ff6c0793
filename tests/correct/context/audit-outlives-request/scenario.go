// Package scenario writes an audit record for requests, also for those whose clients have gone.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type userKey struct{}

// An audit collects records.
type audit struct {
	records chan string
}

// write takes as long as it takes; its context ends only by a limit of its own.
func (a *audit) write(ctx context.Context, what string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	select {
	case <-time.After(time.Millisecond):
		a.records <- fmt.Sprint(ctx.Value(userKey{}), " ", what)
	case <-ctx.Done():
		a.records <- "lost"
	}
}

func (a *audit) handle(ctx context.Context) error {
	go a.write(ctx, "paid")
	<-ctx.Done()
	return ctx.Err()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	log := &audit{records: make(chan string)}
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), userKey{}, "ann"))
	cancel()
	if err := log.handle(ctx); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("the request ended with %v, want %v", err, context.Canceled)
	}
	if record := <-log.records; record != "ann paid" {
		return fmt.Errorf("the record is %q, want \"ann paid\"", record)
	}
	return nil
}
