// Package scenario asks for a lock with a deadline that may pass meanwhile.
package scenario

import (
	"context"
	"fmt"
)

type lock struct {
	token chan struct{}
}

// acquire takes the lock, also at the last moment: it fails only if the lock
// was not free when ctx ended.
func (l *lock) acquire(ctx context.Context) error {
	select {
	case <-l.token:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run frees the lock and then lets the deadline pass.
func Run() error {
	l := &lock{token: make(chan struct{}, 1)}
	ctx, pass := context.WithCancel(context.Background())
	defer pass()
	acquired := make(chan error)
	go func() { acquired <- l.acquire(ctx) }()
	l.token <- struct{}{}
	pass()
	if err := <-acquired; err != nil {
		return fmt.Errorf("the lock was free before the deadline: %w", err)
	}
	return nil
}
