// Package scenario waits for a condition variable and for a context at once.
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

// A gate opens once.
type gate struct {
	mu     sync.Mutex
	opened sync.Cond
	open   bool
}

func newGate() *gate {
	g := &gate{}
	g.opened.L = &g.mu
	return g
}

func (g *gate) wait(ctx context.Context) error {
	// The lock orders the broadcast after the moment at which the waiter began to wait.
	stop := context.AfterFunc(ctx, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.opened.Broadcast()
	})
	defer stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.open && ctx.Err() == nil {
		g.opened.Wait()
	}
	if g.open {
		return nil
	}
	return ctx.Err()
}

func (g *gate) unlock() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open = true
	g.opened.Broadcast()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	g := newGate()
	short, cancel := context.WithTimeout(context.Background(), 2*time.Millisecond)
	defer cancel()
	if err := g.wait(short); !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("a closed gate returned %v, want the context's error", err)
	}
	passed := make(chan error, 4)
	for range cap(passed) {
		go func() { passed <- g.wait(context.Background()) }()
	}
	g.unlock()
	for range cap(passed) {
		if err := <-passed; err != nil {
			return fmt.Errorf("an open gate returned %v", err)
		}
	}
	return nil
}
