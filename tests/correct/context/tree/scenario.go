// Package scenario lets a tree of services run, each under a context of its parent's, and stops branches and root.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var (
	errBranch = errors.New("branch is closed")
	errRoot   = errors.New("all is closed")
)

// A tree counts what ended its leaves.
type tree struct {
	leaves         sync.WaitGroup
	branch, others atomic.Int32
	cancels        []context.CancelFunc
}

// grow starts a goroutine for each leaf below ctx.
func (t *tree) grow(ctx context.Context, depth int) {
	if depth == 0 {
		t.leaves.Go(func() {
			<-ctx.Done()
			switch context.Cause(ctx) {
			case errBranch:
				t.branch.Add(1)
			default:
				t.others.Add(1)
			}
		})
		return
	}
	for range 2 {
		child, cancel := context.WithCancel(ctx)
		t.cancels = append(t.cancels, cancel)
		t.grow(child, depth-1)
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var t tree
	root, cancelRoot := context.WithCancelCause(context.Background())
	branch, cancelBranch := context.WithCancelCause(root)
	t.grow(root, 3)
	t.grow(branch, 2)

	cancelBranch(errBranch)
	cancelRoot(errRoot)
	cancelBranch(nil)
	t.leaves.Wait()
	for _, cancel := range t.cancels {
		cancel() // they have ended with their parents
	}

	if b, o := t.branch.Load(), t.others.Load(); b != 4 || o != 8 {
		return fmt.Errorf("%d and %d leaves ended by branch and root, want 4 and 8", b, o)
	}
	if cause := context.Cause(branch); cause != errBranch {
		return fmt.Errorf("the branch ended by %v, want the first cause", cause)
	}
	return nil
}
