// Package scenario estimates in the background, until somebody interrupts.
package scenario

import (
	"context"
	"fmt"
)

func estimate(ctx context.Context, items []int) int {
	total := 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, item := range items {
			total += item
		}
	}()
	select {
	case <-done:
		return total
	case <-ctx.Done():
		return total / 2
	}
}

// Run is interrupted at about the time at which the estimate is there.
func Run() error {
	ctx, interrupt := context.WithCancel(context.Background())
	interrupted := make(chan struct{})
	go func() {
		defer close(interrupted)
		interrupt()
	}()
	if got := estimate(ctx, []int{1, 2, 3, 4}); got > 10 {
		return fmt.Errorf("estimated %d, want at most 10", got)
	}
	<-interrupted
	return nil
}
