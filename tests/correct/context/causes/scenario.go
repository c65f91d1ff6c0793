// Package scenario runs queries under budgets of several layers and tells which budget was used up.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var (
	errQuery   = errors.New("query took too long")
	errSession = errors.New("session took too long")
)

// query waits for a result that may come too late. The sender has a buffer, so that it never waits for a reader.
func query(session context.Context, limit, takes time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(session, limit, errQuery)
	defer cancel()
	result := make(chan struct{}, 1)
	timer := time.AfterFunc(takes, func() { result <- struct{}{} })
	defer timer.Stop()
	select {
	case <-result:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	session, cancel := context.WithDeadlineCause(context.Background(), time.Now().Add(20*time.Millisecond), errSession)
	defer cancel()
	if err := query(session, time.Millisecond, time.Hour); !errors.Is(err, errQuery) && !errors.Is(err, errSession) {
		return fmt.Errorf("a slow query returned %v", err)
	}
	if err := query(session, time.Hour, 2*time.Hour); !errors.Is(err, errSession) {
		return fmt.Errorf("a query of a slow session returned %v, want %v", err, errSession)
	}
	if err := query(context.Background(), time.Hour, 0); err != nil {
		return fmt.Errorf("a fast query returned %v", err)
	}
	return nil
}
