package workerpool_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"your/workerpool"
)

// What Submit accepts, when it blocks, and how it stops blocking.

func TestNewRejectsBadSizes(t *testing.T) {
	for _, size := range []struct {
		workers, queue int
		panics         bool
	}{
		{1, 0, false},
		{3, 7, false},
		{0, 0, true},
		{0, 5, true},
		{-1, 5, true},
		{1, -1, true},
		{4, -20, true},
	} {
		panicked := func() (panicked bool) {
			defer func() { panicked = recover() != nil }()
			pool := newRig(t, size.workers, size.queue)
			pool.end()
			return false
		}()
		if panicked != size.panics {
			t.Errorf("New(%d, %d) panicked: %v, want %v", size.workers, size.queue, panicked, size.panics)
		}
	}
}

// fill submits as many held tasks as the pool has room for, and fails the test
// unless all of them are accepted and exactly `workers` have started.
func fill(t *testing.T, pool *rig, workers, queue int) {
	t.Helper()
	before := pool.started.Load()
	// A Submit that runs the task itself would be stuck in it for good.
	rescue := time.AfterFunc(2*patience, pool.open)
	for range workers + queue {
		pool.submit(pool.hold)
	}
	rescue.Stop()
	synctest.Wait()
	if n := pool.started.Load() - before; n != int32(workers) {
		t.Fatalf("%d tasks run on %d workers with %d waiting, want %d", n, workers, queue, workers)
	}
}

// checkBound fills a pool and lets one task finish at a time: each time one
// blocked Submit, and only one, must get in.
func checkBound(t *testing.T, workers, queue int) {
	t.Helper()
	pool := newRig(t, workers, queue)
	defer pool.end()
	fill(t, pool, workers, queue)

	results := make(chan error, 3)
	for range cap(results) {
		result := pool.submitLater(pool.ctx, pool.hold)
		pool.callers.Go(func() { results <- <-result })
	}
	for accepted := range cap(results) {
		synctest.Wait()
		if n := len(results); n != accepted {
			t.Fatalf("workers %d, queue %d: %d tasks accepted while %d had finished, want %d",
				workers, queue, workers+queue+n, accepted, workers+queue+accepted)
		}
		pool.finishOne()
	}
	synctest.Wait()
	if n := len(results); n != cap(results) {
		t.Fatalf("workers %d, queue %d: %d of %d blocked Submit calls returned once there was room for all",
			workers, queue, n, cap(results))
	}
	for range cap(results) {
		if err := <-results; err != nil {
			t.Errorf("a Submit that had to wait for room returned %v, want nil", err)
		}
	}
	pool.open()
	if err := pool.shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown returned %v, want nil", err)
	}
	if n := pool.started.Load(); n != int32(workers+queue+cap(results)) {
		t.Errorf("%d tasks ran, want %d", n, workers+queue+cap(results))
	}
}

func TestQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		checkBound(t, 2, 3)
		checkBound(t, 1, 1)
		checkBound(t, 4, 8)
	})
}

func TestNoQueueMeansNoWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		checkBound(t, 1, 0)
		checkBound(t, 3, 0)
	})
}

// A limit of one's own shows in a large pool, and what is made for one size in
// pools of that size: these are the sizes of the benchmarks.
func TestSizesAreTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		checkBound(t, 2, 2)
		checkBound(t, 4, 64)
		checkBound(t, 50, 500)
	})
}

// With room in the pool and a finished context, a select would take either.
func TestSubmitWithDoneContext(t *testing.T) {
	pool := newRig(t, 2, 8)
	defer pool.end()

	var ran atomic.Int32
	count := func(context.Context) error {
		ran.Add(1)
		return nil
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	expired, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	for range 40 {
		if err := pool.Submit(cancelled, count); !is(err, context.Canceled) {
			t.Fatalf("Submit with a cancelled context returned %v, want %v", err, context.Canceled)
		}
		if err := pool.Submit(expired, count); !is(err, context.DeadlineExceeded) {
			t.Fatalf("Submit with an expired context returned %v, want %v", err, context.DeadlineExceeded)
		}
	}
	if err := pool.shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown returned %v, want nil", err)
	}
	if n := ran.Load(); n != 0 {
		t.Errorf("%d tasks ran although Submit returned an error", n)
	}
}

// Blocked Submit calls whose context ends return at once, their tasks never
// run, and the room they waited for is not lost.
func TestBlockedSubmitHonoursContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const workers, queue = 1, 2
		pool := newRig(t, workers, queue)
		defer pool.end()
		fill(t, pool, workers, queue)

		var ran atomic.Int32
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var blocked []<-chan error
		for range 10 {
			blocked = append(blocked, pool.submitLater(ctx, func(context.Context) error {
				ran.Add(1)
				return nil
			}))
		}
		synctest.Wait()
		for _, result := range blocked {
			if !pending(result) {
				t.Fatalf("Submit to a full pool returned %v, want it to block", <-result)
			}
		}
		begin := time.Now()
		cancel()
		for _, result := range blocked {
			err := await(t, result, "a blocked Submit to return when its context was cancelled")
			if !is(err, context.Canceled) {
				t.Errorf("a blocked Submit returned %v when its context was cancelled, want %v", err, context.Canceled)
			}
		}
		if late := time.Since(begin); late > 50*time.Millisecond {
			t.Errorf("blocked Submit calls returned %v after their context was cancelled, want at once", late)
		}

		for range workers + queue {
			pool.finishOne()
			synctest.Wait()
		}
		fill(t, pool, workers, queue)
		pool.open()
		if err := pool.shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		if n := ran.Load(); n != 0 {
			t.Errorf("%d tasks ran although Submit had returned an error", n)
		}
	})
}

// A context may know more of why it ended than its Err tells. Its error is what
// Err returns.
func TestContextErrorIsItsErr(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 0)
		defer pool.end()
		pool.submit(func(ctx context.Context) error {
			select {
			case <-ctx.Done():
			case <-pool.release:
			}
			return nil
		})

		cause := errors.New("the reason why")
		cancelled, cancel := context.WithCancelCause(context.Background())
		cancel(cause)
		if err := pool.Submit(cancelled, pool.hold); !is(err, context.Canceled) {
			t.Errorf("Submit with a cancelled context returned %v, want %v", err, context.Canceled)
		}
		expiring, stop := context.WithTimeoutCause(context.Background(), time.Second, cause)
		defer stop()
		err := await(t, pool.submitLater(expiring, pool.hold), "a blocked Submit to return when its context expired")
		if !is(err, context.DeadlineExceeded) {
			t.Errorf("a blocked Submit returned %v when its context expired, want %v", err, context.DeadlineExceeded)
		}
		if err := pool.shutdown(cancelled); !is(err, context.Canceled) {
			t.Errorf("Shutdown with a cancelled context returned %v, want %v", err, context.Canceled)
		}
	})
}

// Contexts that end while there may or may not be room: whatever Submit
// returns, it has to be true, and no room gets lost.
func TestSubmitRacesItsContext(t *testing.T) {
	const submitters, each = 4, 40
	pool := newRig(t, 2, 1)
	defer pool.end()

	var ran [submitters][each]atomic.Int32
	var errs [submitters][each]error
	finished := make(chan struct{}, submitters)
	for s := range submitters {
		pool.callers.Go(func() {
			for i := range each {
				ctx, cancel := context.WithCancel(context.Background())
				pool.callers.Go(cancel)
				errs[s][i] = pool.Submit(ctx, func(context.Context) error {
					ran[s][i].Add(1)
					return nil
				})
			}
			finished <- struct{}{}
		})
	}
	for range submitters {
		await(t, finished, "Submit calls with cancelled contexts to return")
	}
	meet(t, pool, 2) // the calls that gave up have left their room
	if err := pool.shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown returned %v, want nil", err)
	}
	for s := range submitters {
		for i := range each {
			n, err := ran[s][i].Load(), errs[s][i]
			switch {
			case err == nil && n != 1:
				t.Fatalf("Submit returned nil, and the task ran %d times, want once", n)
			case err != nil && n != 0:
				t.Fatalf("Submit returned %v, and yet the task ran", err)
			case err != nil && !is(err, context.Canceled):
				t.Fatalf("Submit returned %v, want nil or %v", err, context.Canceled)
			}
		}
	}
}

// Shutdown wakes the Submit calls that wait for room, while tasks still run.
func TestBlockedSubmitEndsOnShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 1)
		defer pool.end()
		fill(t, pool, 1, 1)

		var blocked []<-chan error
		for range 5 {
			blocked = append(blocked, pool.submitLater(pool.ctx, pool.hold))
		}
		synctest.Wait()
		begin := time.Now()
		down := pool.shutdownLater(context.Background())
		for _, result := range blocked {
			err := await(t, result, "a blocked Submit to return when Shutdown began")
			if !is(err, workerpool.ErrClosed) {
				t.Errorf("a blocked Submit returned %v when Shutdown began, want ErrClosed", err)
			}
		}
		if late := time.Since(begin); late > 50*time.Millisecond {
			t.Errorf("blocked Submit calls returned %v after Shutdown began, want at once", late)
		}
		if !pending(down) {
			t.Error("Shutdown returned while a task was running")
		}
		pool.open()
		if err := await(t, down, "Shutdown to return"); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		if n := pool.started.Load(); n != 2 {
			t.Errorf("%d tasks ran, want the 2 that were accepted", n)
		}
	})
}

// Once Shutdown has begun nothing is accepted, though the queue has room.
func TestSubmitAfterShutdownBegan(t *testing.T) {
	if got, want := workerpool.ErrClosed.Error(), "workerpool: closed"; got != want {
		t.Errorf("ErrClosed says %q, want %q", got, want)
	}
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 8)
		defer pool.end()
		fill(t, pool, 1, 0)

		down := pool.shutdownLater(context.Background())
		synctest.Wait()
		for range 40 {
			if err := pool.Submit(pool.ctx, pool.hold); !is(err, workerpool.ErrClosed) {
				t.Fatalf("Submit returned %v after Shutdown began, want ErrClosed", err)
			}
		}
		pool.open()
		if err := await(t, down, "Shutdown to return"); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		for range 40 {
			if err := pool.Submit(pool.ctx, pool.hold); !is(err, workerpool.ErrClosed) {
				t.Fatalf("Submit returned %v after Shutdown returned, want ErrClosed", err)
			}
		}
		if n := pool.started.Load(); n != 1 {
			t.Errorf("%d tasks ran, want the one that was accepted", n)
		}
	})
}
