package workerpool_test

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Which goroutines a pool has, and that it has none in the end.

// goroutines returns the stacks of the goroutines that run code of the pool,
// by their header up to the state ("goroutine 17"), without those that a test
// started to call the pool.
func goroutines() map[string]string {
	buf := make([]byte, 1<<16)
	for {
		if n := runtime.Stack(buf, true); n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	found := make(map[string]string)
	for stack := range bytes.SplitSeq(buf, []byte("\n\n")) {
		ofPool := bytes.Contains(stack, []byte("\nyour/workerpool.")) ||
			bytes.Contains(stack, []byte("created by your/workerpool."))
		ofTest := bytes.Contains(stack, []byte("created by your/workerpool_test.")) ||
			bytes.Contains(stack, []byte("created by testing"))
		if ofPool && !ofTest {
			name, _, _ := bytes.Cut(stack, []byte(" ["))
			found[string(name)] = string(stack)
		}
	}
	return found
}

// framesOfPool shortens a stack to its header and the frames of the pool.
func framesOfPool(stack string) string {
	lines := strings.Split(strings.TrimSpace(stack), "\n")
	kept := lines[:1:1]
	for i := 1; i+1 < len(lines); i += 2 { // a function, and where it is
		if strings.HasPrefix(strings.TrimPrefix(lines[i], "created by "), "your/workerpool.") {
			kept = append(kept, lines[i], lines[i+1])
		}
	}
	return strings.Join(kept, "\n")
}

// newGoroutines is goroutines without those of an earlier call.
func newGoroutines(before map[string]string) map[string]string {
	now := goroutines()
	for name := range before {
		delete(now, name)
	}
	return now
}

// However many Submit calls wait, the pool's own goroutines stay few. Those that
// another package starts for it have no frame of the pool, and are only counted.
func TestGoroutinesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const workers, queue, submitters = 3, 5, 120
		before, all := goroutines(), runtime.NumGoroutine()
		pool := newRig(t, workers, queue)
		defer pool.end()

		var results []<-chan error
		for range submitters {
			results = append(results, pool.submitLater(pool.ctx, pool.hold))
		}
		synctest.Wait()
		if n := len(newGoroutines(before)); n > workers+queue+4 {
			t.Errorf("the pool has %d goroutines with %d Submit calls in flight, want at most %d",
				n, submitters, workers+queue+4)
		}
		started := runtime.NumGoroutine() - all
		for _, result := range results {
			if pending(result) {
				started-- // the caller's
			}
		}
		const others = 8 // of the runtime, or on their way out
		if started > workers+queue+4+others {
			t.Errorf("%d goroutines more than before New with %d Submit calls in flight, want at most %d",
				started, submitters, workers+queue+4)
		}
		pool.open()
		for _, result := range results {
			if err := await(t, result, "every Submit to return"); err != nil {
				t.Errorf("Submit returned %v, want nil", err)
			}
		}
		if err := pool.shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v, want nil", err)
		}
	})
}

// Each way to use a pool up, followed by a look at the stacks. A goroutine that
// is left is all that this test fails for: its verdict says so.
func TestNoGoroutineIsLeft(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	var ran atomic.Bool
	for _, use := range []struct {
		name     string
		shutdown context.Context
		use      func(pool *rig)
	}{
		{"without a task", context.Background(), func(*rig) {}},
		{"after some tasks", context.Background(), func(pool *rig) {
			for range 8 {
				pool.submitLater(pool.ctx, func(context.Context) error {
					ran.Store(true)
					return nil
				})
			}
		}},
		{"after panics", context.Background(), func(pool *rig) {
			for range 5 {
				pool.submitLater(pool.ctx, func(context.Context) error { panic("boom") })
			}
		}},
		{"after cancelled Submit calls", context.Background(), func(pool *rig) {
			ctx, cancel := context.WithCancel(context.Background())
			for range 10 {
				pool.submitLater(ctx, pool.hold)
			}
			synctest.Wait()
			cancel()
			synctest.Wait()
			pool.open()
		}},
		{"after its deadline", cancelled, func(pool *rig) {
			for range 4 {
				pool.submitLater(pool.ctx, func(ctx context.Context) error {
					select {
					case <-ctx.Done():
					case <-pool.release:
					}
					time.Sleep(time.Second)
					return nil
				})
			}
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			before := goroutines()
			pool := newRig(t, 2, 3)
			defer pool.end()
			use.use(pool)
			synctest.Wait()
			// What Shutdown should have cancelled but did not ends all the same.
			rescue := time.AfterFunc(patience, pool.open)
			defer rescue.Stop()
			pool.Shutdown(use.shutdown)
			synctest.Wait() // until goroutines on their way out have got there
			for _, stack := range newGoroutines(before) {
				t.Errorf("a goroutine of the pool is left when Shutdown has returned (%s):\n%s", use.name, framesOfPool(stack))
			}
		})
	}
	if !ran.Load() && !t.Failed() {
		t.Skip("a pool that runs nothing leaves nothing behind: no credit for that")
	}
}

// A pool that has nothing to do is no obstacle.
func TestIdlePool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, tasks := range []int{0, 3} {
			pool := newRig(t, 3, 3)
			defer pool.end()
			for range tasks {
				pool.submit(func(context.Context) error { return nil })
			}
			time.Sleep(time.Second)
			begin := time.Now()
			if err := pool.shutdown(context.Background()); err != nil {
				t.Errorf("Shutdown of an idle pool returned %v, want nil", err)
			}
			if took := time.Since(begin); took > 50*time.Millisecond {
				t.Errorf("Shutdown of an idle pool took %v, want no time", took)
			}
		}
	})
}
