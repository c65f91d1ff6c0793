package workerpool_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// How tasks run: once, so many at a time, with which context, and what becomes
// of their errors and panics.

// errElsewhere is nobody's.
var errElsewhere = errors.New("of somewhere else")

// is reports whether err is target, and not whatever it is asked for.
func is(err, target error) bool {
	return errors.Is(err, target) && !errors.Is(err, errElsewhere)
}

func TestExactlyOnceUnderStress(t *testing.T) {
	const workers, submitters, each = 4, 8, 60
	pool := newRig(t, workers, 3)
	defer pool.end()

	var ran [submitters][each]atomic.Int32
	var running, tooMany atomic.Int32
	submitted := make(chan error, submitters)
	failed := errors.New("failed")
	for s := range submitters {
		pool.callers.Go(func() {
			var err error
			for i := 0; i < each && err == nil; i++ {
				err = pool.Submit(pool.ctx, func(context.Context) error {
					if running.Add(1) > workers {
						tooMany.Add(1)
					}
					ran[s][i].Add(1)
					running.Add(-1)
					if i%10 == 0 {
						return failed
					}
					return nil
				})
			}
			submitted <- err
		})
	}
	for range submitters {
		if err := await(t, submitted, "Submit calls to return"); err != nil {
			t.Fatalf("Submit returned %v, want nil", err)
		}
	}
	if err := pool.shutdown(context.Background()); !is(err, failed) {
		t.Errorf("Shutdown returned %v, want the tasks' errors", err)
	}
	for s := range submitters {
		for i := range each {
			if n := ran[s][i].Load(); n != 1 {
				t.Fatalf("a task ran %d times, want once", n)
			}
		}
	}
	if n := tooMany.Load(); n != 0 {
		t.Errorf("%d times more than %d tasks ran at once", n, workers)
	}
}

// Five rounds of tasks of 100 ms take 500 ms on any number of workers.
func TestRunningIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, size := range []struct{ workers, queue int }{{1, 0}, {1, 4}, {3, 0}, {4, 2}, {2, 16}} {
			pool := newRig(t, size.workers, size.queue)
			defer pool.end()

			var running, peak atomic.Int32
			begin := time.Now()
			for range 5 * size.workers {
				pool.submit(func(context.Context) error {
					n := running.Add(1)
					for old := peak.Load(); n > old && !peak.CompareAndSwap(old, n); old = peak.Load() {
					}
					time.Sleep(100 * time.Millisecond)
					running.Add(-1)
					return nil
				})
			}
			if err := pool.shutdown(context.Background()); err != nil {
				t.Errorf("Shutdown returned %v, want nil", err)
			}
			took := time.Since(begin)
			if n := int(peak.Load()); n != size.workers {
				t.Errorf("New(%d, %d): up to %d tasks ran at once, want %d", size.workers, size.queue, n, size.workers)
			}
			if took < 500*time.Millisecond || took > 550*time.Millisecond {
				t.Errorf("New(%d, %d): five rounds of 100 ms took %v, want 500 ms", size.workers, size.queue, took)
			}
		}
	})
}

// meet submits n tasks that wait for each other: it takes n workers.
func meet(t *testing.T, pool *rig, n int) {
	t.Helper()
	var arrived atomic.Int32
	all := make(chan struct{})
	for range n {
		pool.submit(func(context.Context) error {
			if arrived.Add(1) == int32(n) {
				close(all)
			}
			select {
			case <-all:
			case <-pool.release:
			}
			return nil
		})
	}
	await(t, all, fmt.Sprintf("%d tasks to run at once on %d workers", n, n))
}

// Tasks that wait for each other need all the workers, at first, when the pool
// has been idle, and whatever room there is in the queue.
func TestAllWorkersAreThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, queue := range []int{0, 2, 20} {
			pool := newRig(t, 4, queue)
			defer pool.end()
			for range 3 {
				meet(t, pool, 4)
				time.Sleep(500 * time.Millisecond)
			}
			if err := pool.shutdown(context.Background()); err != nil {
				t.Errorf("Shutdown returned %v, want nil", err)
			}
		}
	})
}

// A task may submit another one; each is accepted while its parent still runs.
func TestTaskMaySubmit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const generations = 10
		pool := newRig(t, 1, 1)
		defer pool.end()

		last := make(chan struct{})
		var generation func(n int) error
		generation = func(n int) error {
			if n == generations {
				close(last)
				return nil
			}
			return pool.Submit(pool.ctx, func(context.Context) error { return generation(n + 1) })
		}
		pool.submit(func(context.Context) error { return generation(1) })
		await(t, last, "tasks that submit tasks")
		if err := pool.shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
	})
}

// The context of a task is not that of its Submit, and an orderly Shutdown
// does not cancel it either.
func TestTaskContextOutlivesSubmit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 1)
		defer pool.end()

		ctx, cancel := context.WithCancel(pool.ctx)
		defer cancel()
		afterCancel, afterShutdown := make(chan error, 2), make(chan error, 2)
		for range 2 {
			err := pool.Submit(ctx, func(ctx context.Context) error {
				pool.hold(ctx)
				afterCancel <- ctx.Err()
				pool.hold(ctx)
				afterShutdown <- ctx.Err()
				return nil
			})
			if err != nil {
				t.Fatalf("Submit returned %v, want nil", err)
			}
		}
		synctest.Wait() // one runs, one waits
		cancel()
		synctest.Wait()
		pool.finishOne()
		synctest.Wait()
		down := pool.shutdownLater(context.Background())
		synctest.Wait()
		pool.open()
		if err := await(t, down, "Shutdown to return"); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		for range 2 {
			if err := await(t, afterCancel, "both accepted tasks to run"); err != nil {
				t.Errorf("the context of a task said %v when that of its Submit had been cancelled", err)
			}
			if err := await(t, afterShutdown, "both accepted tasks to finish"); err != nil {
				t.Errorf("the context of a task said %v during a Shutdown whose context had not ended", err)
			}
		}
	})
}

// Many tasks fail at the same time, and no error gets lost.
func TestJoinsEveryError(t *testing.T) {
	const tasks = 200
	pool := newRig(t, 4, 8)
	defer pool.end()

	var ran [tasks]atomic.Int32
	var errs [tasks]error
	for i := range tasks {
		if i%4 != 3 {
			errs[i] = fmt.Errorf("task %d failed", i)
		}
		pool.submit(func(context.Context) error {
			ran[i].Add(1)
			return errs[i]
		})
	}
	joined := pool.shutdown(context.Background())
	for i, err := range errs {
		if n := ran[i].Load(); n != 1 {
			t.Fatalf("task %d ran %d times, want once", i, n)
		}
		if err != nil && !is(joined, err) {
			t.Fatalf("the error that Shutdown returned does not hold %q", err)
		}
	}
}

// A panic may carry any value; the error has to say which.
func TestPanicsOfEveryKind(t *testing.T) {
	pool := newRig(t, 2, 4)
	defer pool.end()

	failed := errors.New("failed in the usual way")
	var nothing any
	var counts map[string]int
	for _, task := range []func(){
		func() { panic("a string") },
		func() { panic(errors.New("an error")) },
		func() { panic(4711) },
		func() { counts["key"]++ },
		func() { panic(nothing) },
	} {
		pool.submit(func(context.Context) error {
			task()
			return nil
		})
	}
	pool.submit(func(context.Context) error { return failed })

	err := pool.Shutdown(context.Background())
	if err == nil {
		t.Fatal("Shutdown returned nil, want the panics of the tasks as errors")
	}
	for _, want := range []string{"a string", "an error", "4711", "nil map", "panic called with nil argument"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Shutdown returned %q, want it to mention %q", err, want)
		}
	}
	if !is(err, failed) {
		t.Errorf("Shutdown returned %q, want it to hold the error of the task that failed without a panic", err)
	}
}

// After more panics than workers, all workers are still there.
func TestWorkersSurvivePanics(t *testing.T) {
	pool := newRig(t, 3, 4)
	defer pool.end()

	panicking := make(chan struct{}, 12)
	for range cap(panicking) {
		pool.submit(func(context.Context) error {
			panicking <- struct{}{}
			panic("out of order")
		})
	}
	for range cap(panicking) {
		await(t, panicking, "every task that panics to run")
	}
	meet(t, pool, 3)
	if err := pool.Shutdown(context.Background()); err == nil {
		t.Error("Shutdown returned nil, want the panics of the tasks as errors")
	}
}
