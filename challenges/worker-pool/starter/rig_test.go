package workerpool_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"your/workerpool"
)

// patience bounds every wait for something that a correct pool does at once.
// In a synctest bubble it passes on the fake clock and costs nothing; outside
// it is long enough for a very busy machine.
const patience = 4 * time.Second

// Once it has run out, a solution is known to be wrong, and the rest of its
// tests should not take minutes.
const (
	lessPatience = time.Second            // for other tests
	impatience   = 250 * time.Millisecond // for repetitions of the same test
)

// outOfPatience holds the names of the tests that have waited in vain.
var outOfPatience sync.Map

func patienceOf(t *testing.T) time.Duration {
	if time.Now().UTC().Year() == 2000 { // when every bubble begins
		return patience
	}
	if _, again := outOfPatience.Load(t.Name()); again {
		return impatience
	}
	patience := patience
	outOfPatience.Range(func(any, any) bool {
		patience = lessPatience
		return false
	})
	return patience
}

// await returns the next value of c, or fails the test if none comes.
func await[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	timer := time.NewTimer(patienceOf(t))
	defer timer.Stop()
	select {
	case v := <-c:
		return v
	case <-timer.C:
		outOfPatience.Store(t.Name(), true)
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// pending reports whether c has no value yet. Only after synctest.Wait does
// that mean that whoever is to send is blocked.
func pending[T any](c <-chan T) bool { return len(c) == 0 }

// A rig is a pool under test, with tasks that the test can hold and release.
// Its end leaves nothing behind, also when the test fails half-way: whatever
// is still stuck after that is stuck for good.
type rig struct {
	*workerpool.Pool

	// ctx is for Submit calls that must succeed: it ends, after a while, only
	// to turn a Submit that is stuck into a failure.
	ctx    context.Context
	cancel context.CancelFunc

	t       *testing.T
	release chan struct{} // closed by open
	step    chan struct{} // each receive ends one held task; see finishOne
	opened  atomic.Bool
	shut    atomic.Bool
	started atomic.Int32   // held tasks that have begun
	callers sync.WaitGroup // goroutines of submitLater and shutdownLater
}

func newRig(t *testing.T, workers, queue int) *rig {
	t.Helper()
	r := &rig{
		Pool:    workerpool.New(workers, queue),
		t:       t,
		release: make(chan struct{}),
		step:    make(chan struct{}),
	}
	r.ctx, r.cancel = context.WithTimeout(context.Background(), patienceOf(t))
	return r
}

// end releases every task, shuts the pool down if the test has not, and waits
// for the goroutines that the rig started.
func (r *rig) end() {
	r.open()
	r.cancel()
	if !r.shut.Load() {
		r.Shutdown(r.ctx)
	}
	r.callers.Wait()
}

// open lets every held task finish, now and from now on.
func (r *rig) open() {
	if r.opened.CompareAndSwap(false, true) {
		close(r.release)
	}
}

// hold is a task that runs until open or finishOne ends it.
func (r *rig) hold(context.Context) error {
	r.started.Add(1)
	select {
	case <-r.step:
	case <-r.release:
	}
	return nil
}

// finishOne ends one held task. One must be running.
func (r *rig) finishOne() {
	r.t.Helper()
	timer := time.NewTimer(patienceOf(r.t))
	defer timer.Stop()
	select {
	case r.step <- struct{}{}:
	case <-timer.C:
		r.t.Fatal("waited in vain for an accepted task to run")
	}
}

// submit hands a task to the pool, which must accept it.
func (r *rig) submit(task workerpool.Task) {
	r.t.Helper()
	if err := r.Submit(r.ctx, task); err != nil {
		if r.ctx.Err() != nil {
			outOfPatience.Store(r.t.Name(), true)
		}
		r.t.Fatalf("Submit returned %v, want nil: the pool must accept this task", err)
	}
}

// submitLater calls Submit in a goroutine and delivers what it returns.
func (r *rig) submitLater(ctx context.Context, task workerpool.Task) <-chan error {
	result := make(chan error, 1)
	r.callers.Add(1)
	go func() {
		defer r.callers.Done()
		result <- r.Submit(ctx, task)
	}()
	return result
}

// awaitClosing returns when Shutdown has begun. The pool must be full.
func (r *rig) awaitClosing() {
	r.t.Helper()
	err := await(r.t, r.submitLater(r.ctx, r.hold), "a blocked Submit to return when Shutdown began")
	if !errors.Is(err, workerpool.ErrClosed) {
		r.t.Fatalf("a blocked Submit returned %v when Shutdown began, want ErrClosed", err)
	}
}

// Shutdown is the pool's, and remembers that it was called.
func (r *rig) Shutdown(ctx context.Context) error {
	r.shut.Store(true)
	return r.Pool.Shutdown(ctx)
}

// shutdownLater calls Shutdown in a goroutine and delivers what it returns.
func (r *rig) shutdownLater(ctx context.Context) <-chan error {
	result := make(chan error, 1)
	r.callers.Add(1)
	go func() {
		defer r.callers.Done()
		result <- r.Shutdown(ctx)
	}()
	return result
}

// shutdown calls Shutdown, which must return.
func (r *rig) shutdown(ctx context.Context) error {
	r.t.Helper()
	return await(r.t, r.shutdownLater(ctx), "Shutdown to return")
}
