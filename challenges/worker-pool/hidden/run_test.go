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

	"your/workerpool"
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

// long is more than a pool may have patience of its own for. It is not an hour,
// because a pool may poll, and each look costs real time.
const long = 2 * time.Minute

// renew makes ctx end a while from now. The clock of a bubble may have run far.
func (r *rig) renew() {
	r.cancel()
	r.ctx, r.cancel = context.WithTimeout(context.Background(), patienceOf(r.t))
}

// Tasks that wait for each other need all the workers, at first, when the pool
// has been idle, for however long, and whatever room there is in the queue.
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
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 3, 1)
		defer pool.end()
		meet(t, pool, 3)
		time.Sleep(long)
		pool.renew()
		meet(t, pool, 3)
		if err := pool.shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
	})
}

// Two pools of one size, one of which fails and is cut short: the other has its
// own room, context, errors and end.
func TestPoolsAreIndependent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const workers, queue = 2, 2
		one, other := newRig(t, workers, queue), newRig(t, workers, queue)
		defer func() {
			one.open() // both at first: they should not be one, but may be
			other.open()
			one.end()
			other.end()
		}()

		rescue := time.AfterFunc(2*patience, other.open) // as in fill
		defer rescue.Stop()
		look := func(ctx context.Context) error {
			other.hold(ctx)
			return ctx.Err()
		}
		for range workers + queue {
			other.submit(look)
		}
		one.submit(func(context.Context) error { return errors.New("failed in one pool") })
		synctest.Wait()
		fill(t, one, workers, queue)

		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		down := one.shutdownLater(ctx)
		synctest.Wait()
		one.open()
		if err := await(t, down, "Shutdown of one pool to return"); !is(err, context.Canceled) {
			t.Errorf("Shutdown of one pool returned %v, want %v", err, context.Canceled)
		}

		other.finishOne()
		synctest.Wait()
		other.submit(look)
		other.open()
		if err := other.shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown of the other pool returned %v, want nil", err)
		}
		if n := other.started.Load(); n != workers+queue+1 {
			t.Errorf("%d tasks ran in the other pool, want %d", n, workers+queue+1)
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

// A task that takes long, a Submit that waits for it, and a Shutdown that waits
// for both: nobody told them to hurry.
func TestNothingRunsOutOfTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 0)
		defer pool.end()

		ends := make(chan error, 2)
		slow := func(ctx context.Context) error {
			select {
			case <-time.After(long):
			case <-pool.release:
			}
			ends <- ctx.Err()
			return nil
		}
		pool.submit(slow)
		blocked := pool.submitLater(context.Background(), slow)
		time.Sleep(long - time.Second)
		if !pending(blocked) {
			t.Fatalf("a Submit that waits for room returned %v before there was any", <-blocked)
		}
		if err := await(t, blocked, "a blocked Submit to return when there was room"); err != nil {
			t.Fatalf("a Submit that had to wait long for room returned %v, want nil", err)
		}
		down := pool.shutdownLater(context.Background())
		time.Sleep(long - time.Second)
		if !pending(down) {
			t.Fatalf("Shutdown returned %v while a task was running", <-down)
		}
		if err := await(t, down, "Shutdown to return"); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		for range 2 {
			if err := await(t, ends, "both tasks to finish"); err != nil {
				t.Errorf("the context of a task that takes long said %v", err)
			}
		}
	})
}

// A task that fails is no reason to cancel another, be it running or still to
// start.
func TestFailureCancelsNothing(t *testing.T) {
	for _, fail := range []func() error{
		func() error { return errors.New("failed") },
		func() error { return context.Canceled },
		func() error { panic("boom") },
	} {
		synctest.Test(t, func(t *testing.T) {
			pool := newRig(t, 2, 2)
			defer pool.end()

			looks := make(chan error, 2)
			look := func(ctx context.Context) error {
				pool.hold(ctx)
				looks <- ctx.Err()
				return nil
			}
			pool.submit(look)
			pool.submit(func(context.Context) error { return fail() })
			synctest.Wait()
			pool.submit(look)
			pool.open()
			pool.shutdown(context.Background())
			for range cap(looks) {
				if err := await(t, looks, "the tasks that do not fail to run"); err != nil {
					t.Errorf("the context of a task said %v because another had failed", err)
				}
			}
		})
	}
}

// The context of a task is not that of its Submit, of which it does not even
// have the values. An orderly Shutdown does not cancel it either.
func TestTaskContextOutlivesSubmit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 1)
		defer pool.end()

		type key struct{}
		ctx, cancel := context.WithCancel(context.WithValue(pool.ctx, key{}, "of Submit"))
		defer cancel()
		values := make(chan any, 2)
		afterCancel, afterShutdown := make(chan error, 2), make(chan error, 2)
		for range 2 {
			err := pool.Submit(ctx, func(ctx context.Context) error {
				values <- ctx.Value(key{})
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
			if v := await(t, values, "both accepted tasks to start"); v != nil {
				t.Errorf("the context of a task has the value %q of that of its Submit", v)
			}
			if err := await(t, afterCancel, "both accepted tasks to run"); err != nil {
				t.Errorf("the context of a task said %v when that of its Submit had been cancelled", err)
			}
			if err := await(t, afterShutdown, "both accepted tasks to finish"); err != nil {
				t.Errorf("the context of a task said %v during a Shutdown whose context had not ended", err)
			}
		}
	})
}

// Many tasks fail at the same time, and no error gets lost, whatever it is.
func TestJoinsEveryError(t *testing.T) {
	const tasks = 200
	odd := []error{context.Canceled, context.DeadlineExceeded, workerpool.ErrClosed}
	pool := newRig(t, 4, 8)
	defer pool.end()

	var ran [tasks]atomic.Int32
	var errs [tasks]error
	for i := range tasks {
		if i%4 != 3 {
			errs[i] = fmt.Errorf("task %d failed", i)
		} else if i/4 < len(odd) {
			errs[i] = odd[i/4]
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

// A point prints as its String method says.
type point struct{ x, y int }

func (p point) String() string { return fmt.Sprintf("point %d/%d", p.x, p.y) }

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
		func() { panic(0.8125) },
		func() { panic(struct{ code, line int }{503, 77}) },
		func() { panic(point{31, 42}) },
		func() { panic([]string{"two", "words"}) },
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
	for _, want := range []string{"a string", "an error", "4711", "0.8125", "{503 77}", "point 31/42", "[two words]",
		"nil map", "panic called with nil argument"} {
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
