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

// How a pool shuts down: in order, by a deadline, again, and by several at once.

// Shutdown with time to spare: all accepted tasks run to their end.
func TestShutdownDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 2, 6)
		defer pool.end()

		var finished, cancelled atomic.Int32
		for range 8 {
			pool.submit(func(ctx context.Context) error {
				select {
				case <-time.After(100 * time.Millisecond):
					finished.Add(1)
				case <-ctx.Done():
					cancelled.Add(1)
				}
				return nil
			})
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		begin := time.Now()
		if err := pool.shutdown(ctx); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
		took := time.Since(begin)
		if n := finished.Load(); n != 8 {
			t.Errorf("%d of 8 accepted tasks had finished when Shutdown returned", n)
		}
		if n := cancelled.Load(); n != 0 {
			t.Errorf("the context of %d tasks was cancelled by a Shutdown whose context had not ended", n)
		}
		if took > 450*time.Millisecond {
			t.Errorf("Shutdown took %v for 8 tasks of 100 ms on 2 workers, want 400 ms", took)
		}
	})
}

// lateShutdown runs a pool of two workers into the deadline of its Shutdown,
// one second after it began. The running tasks then take a while to clean up.
type lateShutdown struct {
	err         error
	took        time.Duration
	cancelledAt [2]atomic.Int64 // since Shutdown began; 0: never
	cleanedUp   atomic.Int32
	dropped     atomic.Int32 // waiting tasks that ran after all
	early       int32        // cleanedUp when Shutdown returned
}

func runLate(t *testing.T, cleanUp time.Duration) *lateShutdown {
	t.Helper()
	pool := newRig(t, 2, 4)
	defer pool.end()

	late := &lateShutdown{}
	begin := time.Now() // the fake clock stands still until Shutdown blocks
	for i := range late.cancelledAt {
		pool.submit(func(ctx context.Context) error {
			select {
			case <-ctx.Done():
				late.cancelledAt[i].Store(int64(time.Since(begin)))
			case <-pool.release:
			}
			time.Sleep(cleanUp)
			late.cleanedUp.Add(1)
			return errors.New("interrupted")
		})
	}
	synctest.Wait()
	for range 4 {
		pool.submit(func(context.Context) error {
			late.dropped.Add(1)
			return nil
		})
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	down := make(chan error, 1)
	pool.callers.Go(func() {
		err := pool.Shutdown(ctx)
		late.took = time.Since(begin)
		late.early = late.cleanedUp.Load()
		down <- err
	})
	time.Sleep(cleanUp) // which may be more than the patience of await
	late.err = await(t, down, "Shutdown to return")
	return late
}

func TestDeadlineCancelsRunningTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := runLate(t, 500*time.Millisecond)
		if !is(late.err, context.DeadlineExceeded) {
			t.Errorf("Shutdown returned %v, want %v", late.err, context.DeadlineExceeded)
		}
		for i := range late.cancelledAt {
			if at := time.Duration(late.cancelledAt[i].Load()); at < time.Second || at > 1050*time.Millisecond {
				t.Errorf("the context of running task %d was cancelled after %v, want 1 s", i, at)
			}
		}
	})
}

func TestDeadlineDropsWaitingTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := runLate(t, 500*time.Millisecond)
		if n := late.dropped.Load(); n != 0 {
			t.Errorf("%d tasks started after the deadline of Shutdown", n)
		}
	})
}

func TestDeadlineWaitsForRunningTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, cleanUp := range []time.Duration{500 * time.Millisecond, long} {
			late := runLate(t, cleanUp)
			if late.early != 2 {
				t.Errorf("%d of 2 running tasks had finished when Shutdown returned", late.early)
			}
			if over := late.took - time.Second - cleanUp; over < 0 || over > 100*time.Millisecond {
				t.Errorf("Shutdown took %v, want 1 s to its deadline and %v for the running tasks", late.took, cleanUp)
			}
		}
	})
}

// A Shutdown whose context has already ended cancels what runs at once.
func TestShutdownWithDoneContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 2)
		defer pool.end()

		var cancelled atomic.Bool
		pool.submit(func(ctx context.Context) error {
			select {
			case <-ctx.Done():
				cancelled.Store(true)
			case <-pool.release:
			}
			return nil
		})
		synctest.Wait()
		pool.submit(pool.hold)

		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := pool.shutdown(ctx); !is(err, context.Canceled) {
			t.Errorf("Shutdown returned %v, want %v", err, context.Canceled)
		}
		if !cancelled.Load() {
			t.Error("Shutdown returned before the running task saw its context cancelled")
		}
		if n := pool.started.Load(); n != 0 {
			t.Error("the waiting task ran although the context of Shutdown had ended")
		}
	})
}

// The result of a finished Shutdown is final, whatever the context of a later
// call.
func TestShutdownAgain(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, ctx := range []context.Context{context.Background(), cancelled} {
		synctest.Test(t, func(t *testing.T) {
			pool := newRig(t, 1, 1)
			defer pool.end()
			failed := errors.New("failed")
			pool.submit(func(context.Context) error { return failed })
			first := pool.shutdown(context.Background())
			if !is(first, failed) {
				t.Fatalf("Shutdown returned %v, want the error of the task", first)
			}
			for range 20 {
				if again := pool.shutdown(ctx); again == nil || again.Error() != first.Error() || !is(again, failed) {
					t.Fatalf("Shutdown returned %v first and %v when called again, want the same", first, again)
				}
			}
		})
		synctest.Test(t, func(t *testing.T) {
			pool := newRig(t, 1, 1)
			defer pool.end()
			pool.submit(func(context.Context) error { return nil })
			for range 20 {
				if err := pool.shutdown(context.Background()); err != nil {
					t.Fatalf("Shutdown returned %v, want nil each time", err)
				}
			}
			if err := pool.shutdown(ctx); err != nil {
				t.Fatalf("Shutdown returned %v when called again, want nil as before", err)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		pool := newRig(t, 1, 1)
		defer pool.end()
		pool.submit(func(ctx context.Context) error {
			select {
			case <-ctx.Done():
			case <-pool.release:
			}
			return nil
		})
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		for range 3 {
			if err := pool.shutdown(ctx); !is(err, context.DeadlineExceeded) {
				t.Fatalf("Shutdown returned %v, want %v each time", err, context.DeadlineExceeded)
			}
			ctx = context.Background()
		}
	})
}

// Not in a bubble: a second Shutdown may wait on a mutex, which a bubble takes
// for running.
func TestShutdownFromSeveralGoroutines(t *testing.T) {
	pool := newRig(t, 2, 2)
	defer pool.end()

	failed := errors.New("failed")
	var finished atomic.Int32
	for range 4 {
		pool.submit(func(ctx context.Context) error {
			pool.hold(ctx)
			finished.Add(1)
			return failed
		})
	}
	type result struct {
		err      error
		finished int32
	}
	results := make(chan result, 5)
	for range cap(results) {
		pool.callers.Go(func() {
			err := pool.Shutdown(context.Background())
			results <- result{err, finished.Load()}
		})
	}
	pool.awaitClosing()
	pool.open()
	for range cap(results) {
		got := await(t, results, "every Shutdown to return")
		if got.finished != 4 {
			t.Errorf("a Shutdown returned when %d of 4 tasks had finished", got.finished)
		}
		if !is(got.err, failed) {
			t.Errorf("a Shutdown returned %v, want the errors of the tasks", got.err)
		}
	}
}

// Two calls of Shutdown: the one whose context ends decides for both.
func TestShorterShutdownDecides(t *testing.T) {
	pool := newRig(t, 1, 1)
	defer pool.end()

	var waiting atomic.Int32
	running := make(chan struct{})
	pool.submit(func(ctx context.Context) error {
		close(running)
		select {
		case <-ctx.Done():
		case <-pool.release:
		}
		return nil
	})
	await(t, running, "the only task to run")
	pool.submit(func(context.Context) error {
		waiting.Add(1)
		return nil
	})
	patient := pool.shutdownLater(context.Background())
	pool.awaitClosing()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	hasty := pool.shutdownLater(ctx)
	for _, result := range []<-chan error{hasty, patient} {
		err := await(t, result, "both calls of Shutdown to return when the context of one had ended")
		if !is(err, context.Canceled) {
			t.Errorf("a Shutdown returned %v, want %v from both", err, context.Canceled)
		}
	}
	if waiting.Load() != 0 {
		t.Error("the waiting task ran although the context of a Shutdown had ended")
	}
}

// Submit and Shutdown at the same time: what was accepted runs, nothing else.
func TestSubmitRacesShutdown(t *testing.T) {
	const submitters, each = 4, 64
	for round := range 15 {
		pool := newRig(t, 3, 2)
		var ran [submitters][each]atomic.Int32
		var errs [submitters][each]error // errs[s][i]: what the task returns
		var refusals [submitters]error
		var accepted [submitters]int
		var total atomic.Int32
		enough := make(chan struct{})
		done := make(chan struct{}, submitters)
		for s := range submitters {
			pool.callers.Go(func() {
				for i := range each {
					errs[s][i] = errors.New("failed")
					err := pool.Submit(pool.ctx, func(context.Context) error {
						ran[s][i].Add(1)
						if total.Add(1) == int32(3*round+1) {
							close(enough)
						}
						return errs[s][i]
					})
					if err != nil {
						refusals[s] = err
						break
					}
					accepted[s]++
				}
				done <- struct{}{}
			})
		}
		func() {
			defer pool.end()
			await(t, enough, "tasks to run")
			joined := pool.shutdown(context.Background())
			for range submitters {
				await(t, done, "Submit calls to return after Shutdown")
			}
			for s := range submitters {
				if err := refusals[s]; err != nil && !is(err, workerpool.ErrClosed) {
					t.Errorf("Submit returned %v during Shutdown, want ErrClosed", err)
				}
				for i := range each {
					n := ran[s][i].Load()
					if i < accepted[s] && n != 1 {
						t.Fatalf("Submit returned nil during Shutdown, and the task ran %d times, want once", n)
					}
					if i >= accepted[s] && n != 0 {
						t.Fatalf("Submit returned %v during Shutdown, and yet the task ran", refusals[s])
					}
					if i < accepted[s] && !is(joined, errs[s][i]) {
						t.Fatal("the error of a task that was accepted during Shutdown got lost")
					}
				}
			}
		}()
	}
}
