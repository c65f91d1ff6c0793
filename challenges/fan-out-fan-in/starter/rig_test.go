package fanout_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"your/fanout"
)

// patience bounds every wait for something that a correct solution does at
// once. In a synctest bubble it passes on the fake clock and costs nothing;
// outside it is long enough for a very busy machine.
const patience = 4 * time.Second

// impatience replaces patience in a test that has run out of it before, so
// that the repetitions of a failing test do not take minutes.
const impatience = 250 * time.Millisecond

// atOnce is how late something may be that has to happen at once.
const atOnce = 50 * time.Millisecond

// outOfPatience holds the names of the tests that have waited in vain.
var outOfPatience sync.Map

func patienceOf(t *testing.T) time.Duration {
	if _, before := outOfPatience.Load(t.Name()); before {
		return impatience
	}
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

// settle lets the fake clock of a bubble move on by as much as "at once" may
// take. What has not happened after that is waiting for something.
func settle() {
	time.Sleep(atOnce)
	synctest.Wait()
}

// orders are both orders of Map, by name.
var orders = []struct {
	name  string
	order fanout.Order
}{
	{"InputOrder", fanout.InputOrder},
	{"CompletionOrder", fanout.CompletionOrder},
}

// image is what the calls of a rig return for a value: never the zero value.
func image(v int) int { return 1000 + v }

func images(from, to int) []int {
	var out []int
	for v := from; v < to; v++ {
		out = append(out, image(v))
	}
	return out
}

// values is a source of 0 to n-1.
func values(n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for v := range n {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// A feed is a source of 0 to n-1, and then of err unless that is nil, that
// keeps an eye on how it is used.
type feed struct {
	n   int
	err error

	asked   atomic.Int32 // values that it was asked for
	inside  atomic.Int32 // loops over it that have not ended
	overrun atomic.Bool  // it was asked for more after its error
}

func (f *feed) seq(yield func(int, error) bool) {
	f.inside.Add(1)
	defer f.inside.Add(-1)
	for v := range f.n {
		f.asked.Add(1)
		if !yield(v, nil) {
			return
		}
	}
	if f.err == nil {
		return
	}
	f.asked.Add(1)
	if yield(-1, f.err) {
		f.overrun.Store(true)
		yield(f.n, nil)
	}
}

// A rig stands in for f, with calls that the test holds and releases, and for
// the loop over a sequence. Its end leaves nothing behind, also when the test
// fails half-way: whatever is still stuck after that is stuck for good.
type rig struct {
	// ctx is the context to run under. It ends, after a while, only to turn
	// what is stuck into a failure.
	ctx    context.Context
	cancel context.CancelFunc

	t       *testing.T
	release chan struct{} // closed by open
	opened  sync.Once
	loops   sync.WaitGroup

	mu       sync.Mutex
	gates    map[int]chan error // where the call for a value waits
	started  []int              // values in the order in which their calls began
	returned []int              // and ended
	running  int
	peak     int // most calls that ever ran at once
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, release: make(chan struct{}), gates: make(map[int]chan error)}
	r.ctx, r.cancel = context.WithTimeout(context.Background(), 2*patience)
	return r
}

// end releases every call, cancels and waits for the loops.
func (r *rig) end() {
	r.open()
	r.cancel()
	r.loops.Wait()
}

// open lets every held call return, now and from now on.
func (r *rig) open() { r.opened.Do(func() { close(r.release) }) }

func (r *rig) gate(v int) chan error {
	if r.gates[v] == nil {
		r.gates[v] = make(chan error, 1)
	}
	return r.gates[v]
}

// finish lets the call for v return its image, or err.
func (r *rig) finish(v int, err error) {
	r.mu.Lock()
	gate := r.gate(v)
	r.mu.Unlock()
	gate <- err
}

func (r *rig) enter(v int) (gate chan error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.started = append(r.started, v)
	r.running++
	r.peak = max(r.peak, r.running)
	return r.gate(v)
}

func (r *rig) leave(v int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.returned = append(r.returned, v)
	r.running--
}

// hold is a call that runs until finish or open ends it, whatever its context
// says.
func (r *rig) hold(_ context.Context, v int) (int, error) {
	gate := r.enter(v)
	defer r.leave(v)
	select {
	case err := <-gate:
		return image(v), err
	case <-r.release:
		return image(v), nil
	}
}

// heed is a call that ends like one of hold, or with its context.
func (r *rig) heed(ctx context.Context, v int) (int, error) {
	gate := r.enter(v)
	defer r.leave(v)
	select {
	case err := <-gate:
		return image(v), err
	case <-r.release:
		return image(v), nil
	case <-ctx.Done():
		return image(v), ctx.Err()
	}
}

// quick is a call that returns at once.
func (r *rig) quick(_ context.Context, v int) (int, error) {
	r.enter(v)
	defer r.leave(v)
	return image(v), nil
}

// begun returns the values whose calls have begun, sorted.
func (r *rig) begun() []int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(slices.Values(r.started))
}

// busy returns how many calls run.
func (r *rig) busy() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.running
}

// An outcome is what the loop gets.
type outcome struct {
	value int
	err   error
}

// A loop is a range loop over a sequence under test, in a goroutine of its
// own.
type loop struct {
	r     *rig
	ended chan struct{} // closed when the loop has ended

	mu  sync.Mutex
	got []outcome
}

// loop ranges over seq. Its body is called with each outcome and its place,
// and ends the loop by returning false; without a body the sequence decides.
func (r *rig) loop(seq iter.Seq2[int, error], body func(i int, o outcome) bool) *loop {
	l := &loop{r: r, ended: make(chan struct{})}
	r.loops.Go(func() {
		defer close(l.ended)
		i := 0
		for value, err := range seq {
			o := outcome{value, err}
			l.mu.Lock()
			l.got = append(l.got, o)
			l.mu.Unlock()
			if body != nil && !body(i, o) {
				break
			}
			i++
		}
	})
	return l
}

// outcomes returns what the loop has got so far.
func (l *loop) outcomes() []outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.got)
}

// over reports whether the loop has ended.
func (l *loop) over() bool {
	select {
	case <-l.ended:
		return true
	default:
		return false
	}
}

// step lets a body that receives from c go on, unless the loop has ended.
func (l *loop) step(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	case <-l.ended:
	}
}

// wait waits for the loop's end and returns all that it got.
func (l *loop) wait() []outcome {
	l.r.t.Helper()
	await(l.r.t, l.ended, "the loop to end")
	return l.outcomes()
}

// check fails the test unless got is want, and then wantErr with a zero value
// if that is not nil.
func check(t *testing.T, got []outcome, want []int, wantErr error) {
	t.Helper()
	rest := got
	for i, v := range want {
		if len(rest) == 0 {
			t.Fatalf("the loop got %v and then no more, want %v", got, want)
		}
		if rest[0].err != nil || rest[0].value != v {
			t.Fatalf("the loop got %v in place %d, want %d: it got %v", rest[0], i, v, got)
		}
		rest = rest[1:]
	}
	if wantErr != nil {
		if len(rest) == 0 {
			t.Fatalf("the loop got %v, want the error %q after that", got, wantErr)
		}
		if !errors.Is(rest[0].err, wantErr) {
			t.Fatalf("the loop got %v in place %d, want the error %q", rest[0], len(want), wantErr)
		}
		if rest[0].value != 0 {
			t.Fatalf("the loop got the value %d beside an error, want the zero value", rest[0].value)
		}
		rest = rest[1:]
	}
	if len(rest) != 0 {
		t.Fatalf("the loop got %v after what should have been its end", rest)
	}
}

// sorted returns outcomes by value, for a sequence without an order.
func sorted(got []outcome) []outcome {
	return slices.SortedFunc(slices.Values(got), func(a, b outcome) int { return a.value - b.value })
}
