// These tests show what the pool is for. They are the visible part of the
// grading; hidden tests look at the rest of the contract.

package workerpool_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"your/workerpool"
)

// Every accepted task runs, exactly once.
func TestRunsEveryTask(t *testing.T) {
	pool := newRig(t, 3, 10)
	defer pool.end()

	var runs [100]atomic.Int32
	for i := range runs {
		pool.submit(func(context.Context) error {
			runs[i].Add(1)
			return nil
		})
	}
	if err := pool.shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown returned %v, want nil", err)
	}
	for i := range runs {
		if n := runs[i].Load(); n != 1 {
			t.Errorf("task %d ran %d times, want once", i, n)
		}
	}
}

// Four workers need 300 ms for twelve tasks of 100 ms. The clock is fake: in a
// synctest bubble, time moves on when every goroutine is blocked.
func TestWorkersRunAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 4, 12)
		defer pool.end()

		begin := time.Now()
		for range 12 {
			pool.submit(func(context.Context) error {
				time.Sleep(100 * time.Millisecond)
				return nil
			})
		}
		if err := pool.shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		took := time.Since(begin)
		if took < 300*time.Millisecond {
			t.Errorf("12 tasks of 100 ms on 4 workers took %v: more than 4 ran at once", took)
		}
		if took > 350*time.Millisecond {
			t.Errorf("12 tasks of 100 ms on 4 workers took %v, want 300 ms: not all workers ran", took)
		}
	})
}

// One task runs and one waits: the pool is full. Submit blocks until its
// context ends, and that task never runs.
func TestSubmitBlocksWhileFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 1)
		defer pool.end()
		pool.submit(pool.hold)
		pool.submit(pool.hold)

		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		var ran atomic.Bool
		begin := time.Now()
		err := await(t, pool.submitLater(ctx, func(context.Context) error {
			ran.Store(true)
			return nil
		}), "Submit to return when its context ends")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Submit to a full pool returned %v, want %v", err, context.DeadlineExceeded)
		}
		if waited := time.Since(begin); waited < time.Second {
			t.Errorf("Submit returned after %v, want it to wait for its deadline of 1 s", waited)
		}

		pool.open()
		if err := pool.shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		if ran.Load() {
			t.Error("the task ran although Submit returned an error")
		}
	})
}

// Shutdown returns the errors of all tasks, joined. The pool is closed then.
func TestShutdownReturnsErrors(t *testing.T) {
	pool := newRig(t, 2, 4)
	defer pool.end()

	errA, errB := errors.New("a failed"), errors.New("b failed")
	pool.submit(func(context.Context) error { return errA })
	pool.submit(func(context.Context) error { return nil })
	pool.submit(func(context.Context) error { return errB })

	err := pool.shutdown(context.Background())
	if !errors.Is(err, errA) || !errors.Is(err, errB) {
		t.Errorf("Shutdown returned %v, want %v and %v joined", err, errA, errB)
	}
	err = pool.Submit(pool.ctx, func(context.Context) error { return nil })
	if !errors.Is(err, workerpool.ErrClosed) {
		t.Errorf("Submit after Shutdown returned %v, want ErrClosed", err)
	}
}

// A task that panics takes neither the process nor its worker down.
func TestPanicBecomesError(t *testing.T) {
	pool := newRig(t, 1, 0)
	defer pool.end()

	var ran atomic.Bool
	pool.submit(func(context.Context) error { panic("boom") })
	pool.submit(func(context.Context) error {
		ran.Store(true)
		return nil
	})
	err := pool.Shutdown(context.Background())
	if err == nil || !strings.Contains(err.Error(), "boom") {
		t.Errorf("Shutdown returned %v, want an error that mentions %q", err, "boom")
	}
	if !ran.Load() {
		t.Error("the task after the panic did not run")
	}
}

// When its context ends first, Shutdown cancels the tasks' context, drops what
// has not started, waits for what runs, and returns its context's error.
func TestShutdownDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 1)
		defer pool.end()

		var cancelled, dropped atomic.Bool
		dropped.Store(true)
		pool.submit(func(ctx context.Context) error {
			select {
			case <-ctx.Done():
				cancelled.Store(true)
			case <-pool.release:
			}
			return nil
		})
		synctest.Wait() // until the task is blocked: it runs
		pool.submit(func(context.Context) error {
			dropped.Store(false)
			return nil
		})

		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		err := pool.shutdown(ctx)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Shutdown returned %v, want %v", err, context.DeadlineExceeded)
		}
		if !cancelled.Load() {
			t.Error("Shutdown returned before the running task saw its context cancelled")
		}
		if !dropped.Load() {
			t.Error("the waiting task ran although the deadline had passed")
		}
	})
}
