// Package scenario takes the first numbers that satisfy a condition.
package scenario

import (
	"context"
	"fmt"
)

func count(ctx context.Context) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := 1; ctx.Err() == nil; n++ {
			out <- n
		}
	}()
	return out
}

func firstSquareAbove(limit int) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for n := range count(ctx) {
		if n*n > limit {
			return n * n
		}
	}
	return 0
}

// Run looks for the first square above fifty.
func Run() error {
	if got := firstSquareAbove(50); got != 64 {
		return fmt.Errorf("got %d, want 64", got)
	}
	return nil
}
