package fanout_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"your/fanout"
)

// What becomes of the errors of calls and of the source.

var errFirst, errSecond = errors.New("first in the source"), errors.New("second in the source")

// With InputOrder a loop gets what a plain loop would have got: all that comes
// before the first value that failed, and then its error. Neither a failure of
// a later value, nor that it came sooner, disturbs that.
func TestErrorTakesItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		l := r.loop(fanout.Map(r.ctx, 4, fanout.InputOrder, values(100), r.heed), nil)
		settle()
		r.finish(3, errSecond)
		settle()
		check(t, l.outcomes(), nil, nil)
		r.finish(0, nil)
		settle()
		check(t, l.outcomes(), images(0, 1), nil)
		r.finish(2, errFirst)
		settle()
		check(t, l.outcomes(), images(0, 1), nil)
		r.finish(1, nil)
		check(t, l.wait(), images(0, 2), errFirst)
	})
}

// With CompletionOrder the first error is the first to be returned.
func TestFirstErrorInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		body := func(i int, _ outcome) bool {
			if i == 0 {
				<-r.release
			}
			return true
		}
		l := r.loop(fanout.Map(r.ctx, 4, fanout.CompletionOrder, values(100), r.hold), body)
		for _, step := range []struct {
			value int
			err   error
		}{{3, nil}, {2, errSecond}, {1, errFirst}} {
			settle()
			r.finish(step.value, step.err)
		}
		settle()
		r.open()
		check(t, l.wait(), []int{image(3)}, errSecond)
	})
}

// What was returned before the error is yielded before it, also when the loop
// is slow to take it.
func TestResultsBeforeTheErrorAreYielded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 5 { // a select that chooses wrongly may be right by chance
			for _, o := range orders {
				r := newRig(t)
				defer r.end()
				busy := make(chan struct{})
				l := r.loop(fanout.Map(r.ctx, 4, o.order, values(100), r.heed), func(i int, _ outcome) bool {
					if i == 0 {
						<-busy
					}
					return true
				})
				for v := range 4 {
					settle()
					r.finish(v, nil)
				}
				settle()
				r.finish(4, errFirst)
				settle()
				close(busy)
				check(t, l.wait(), images(0, 4), errFirst)
			}
		}
	})
}

// The error that ends the loop cancels the calls that still run.
func TestErrorCancelsTheCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			l := r.loop(fanout.Map(r.ctx, 4, o.order, values(100), r.heed), nil)
			settle()
			begin := time.Now()
			r.finish(0, errFirst)
			check(t, l.wait(), nil, errFirst)
			if took := time.Since(begin); took > atOnce {
				t.Errorf("%s: the calls saw their context end %v after the error, want at once", o.name, took)
			}
			if got := r.begun(); !slices.Equal(got, []int{0, 1, 2, 3}) {
				t.Errorf("%s: there were calls for %v, want none after the error", o.name, got)
			}
		}
	})
}

// Calls may take a while to act on their context, and the source to return.
// The loop gets the error when they have.
func TestErrorComesWhenAllIsAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			source := &feed{n: 1000}
			l := r.loop(fanout.Map(r.ctx, 3, o.order, source.seq, func(ctx context.Context, v int) (int, error) {
				gate := r.enter(v)
				defer r.leave(v)
				select {
				case err := <-gate:
					return image(v), err
				case <-r.release:
					return image(v), nil
				case <-ctx.Done():
					time.Sleep(time.Second)
					return image(v), ctx.Err()
				}
			}), func(_ int, o outcome) bool {
				if n := r.busy(); o.err != nil && n != 0 {
					t.Errorf("the loop got an error while %d calls ran", n)
				}
				if o.err != nil && source.inside.Load() != 0 {
					t.Error("the loop got an error before the source had returned")
				}
				return true
			})
			settle()
			r.finish(0, errFirst)
			check(t, l.wait(), nil, errFirst)
		}
	})
}

// A failure makes later calls pointless, long before the loop gets to it. With
// InputOrder those for earlier values are not.
func TestNoCallAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			l := r.loop(fanout.Map(r.ctx, 4, o.order, values(100), r.hold), func(i int, _ outcome) bool {
				if i == 0 {
					<-r.release
				}
				return true
			})
			settle()
			r.finish(0, nil) // keeps the loop busy
			settle()
			r.finish(4, errFirst)
			settle()
			r.finish(3, nil) // leaves a worker with nothing to do
			settle()
			if got := r.begun(); !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
				t.Errorf("%s: there were calls for %v when that for 4 had failed, want none for later values", o.name, got)
			}
			r.open()
			l.wait()
		}
	})
}

// What comes before a failure is called, however late: with one call at a time
// in hand, and many values.
func TestNothingBeforeAFailureIsLost(t *testing.T) {
	for range 8 {
		for _, failing := range []int{0, 1, 7, 30} {
			r := newRig(t)
			defer r.end()
			l := r.loop(fanout.Map(r.ctx, 8, fanout.InputOrder, values(60), func(_ context.Context, v int) (int, error) {
				if v >= failing {
					if v == failing {
						return image(v), errFirst
					}
					return image(v), errSecond
				}
				spin(failing - v)
				return image(v), nil
			}), nil)
			check(t, l.wait(), images(0, failing), errFirst)
		}
	}
}

// An error of the source is as good as one of a call.
func TestSourceErrorEndsTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			source := &feed{n: 2, err: errFirst}
			l := r.loop(fanout.Map(r.ctx, 4, o.order, source.seq, r.heed), nil)
			settle()
			if o.order == fanout.InputOrder {
				check(t, l.outcomes(), nil, nil)
				r.finish(1, nil)
				settle()
				r.finish(0, nil)
				check(t, l.wait(), images(0, 2), errFirst)
			} else {
				check(t, l.wait(), nil, errFirst)
			}
			if slices.Contains(r.begun(), -1) {
				t.Errorf("%s: there was a call for the value beside the source's error", o.name)
			}
			if source.overrun.Load() {
				t.Errorf("%s: the source was asked for more after its error", o.name)
			}
		}
	})
}

// A panic of a call is its error, whatever it carries.
func TestPanicIsAnError(t *testing.T) {
	var nothing any
	var counts map[string]int
	for _, p := range []struct {
		panics func()
		says   string
	}{
		{func() { panic("a string") }, "a string"},
		{func() { panic(errors.New("an error")) }, "an error"},
		{func() { panic(4711) }, "4711"},
		{func() { panic(4711.5) }, "4711.5"},
		{func() { panic(place{47, 11}) }, "{47 11}"},
		{func() { panic(&place{47, 11}) }, "&{47 11}"},
		{func() { panic(named("4711")) }, "number 4711"},
		{func() { panic([]string{"47", "11"}) }, "[47 11]"},
		{func() { counts["key"]++ }, "nil map"},
		{func() { panic(nothing) }, "panic called with nil argument"},
	} {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			got := r.loop(fanout.Map(r.ctx, 2, o.order, values(20), func(_ context.Context, v int) (int, error) {
				if v == 3 {
					p.panics()
				}
				return image(v), nil
			}), nil).wait()
			if len(got) == 0 {
				t.Fatalf("%s: the loop got nothing, want the error of the call that panicked", o.name)
			}
			last := got[len(got)-1]
			if last.err == nil || !strings.Contains(last.err.Error(), p.says) {
				t.Fatalf("%s: the last that the loop got is %v, want an error that mentions %q", o.name, last, p.says)
			}
			if o.order == fanout.InputOrder {
				check(t, got[:len(got)-1], images(0, 3), nil)
			}
		}
	}
}

// Things to panic with: one without methods, and one that says itself how %v
// prints it.
type place struct{ row, column int }

type named string

func (n named) String() string { return "number " + string(n) }

// Who catches the panic of a loop body may look for more than its text.
func TestLoopBodyPanicIsUnchanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, kind := range kinds {
			r := newRig(t)
			defer r.end()
			thrown := &place{47, 11}
			var caught any
			func() {
				defer func() { caught = recover() }()
				for range kind.over(r.ctx, values(100)) {
					panic(thrown)
				}
			}()
			if caught != any(thrown) {
				t.Errorf("%s: the loop panicked with %v (%T), want the very pointer that its body panicked with",
					kind.name, caught, caught)
			}
		}
	})
}

// A loop whose body panics, or that returns out of a function, is left like
// one that breaks.
func TestLoopBodyPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			source := &feed{n: 1000}
			var caught any
			var running int
			left := make(chan struct{}, 1)
			r.loops.Go(func() {
				defer func() {
					caught, running = recover(), r.busy()
					left <- struct{}{}
				}()
				for _, err := range fanout.Map(r.ctx, 3, o.order, source.seq, r.heed) {
					if err == nil {
						panic("in the body")
					}
				}
			})
			settle()
			r.finish(0, nil)
			await(t, left, "the panic of the loop body to come out of the loop")
			if running != 0 {
				t.Errorf("%s: %d calls run when a panic has left the loop", o.name, running)
			}
			if caught != "in the body" {
				t.Errorf("%s: the loop panicked with %v, want what its body panicked with", o.name, caught)
			}
			if source.inside.Load() != 0 {
				t.Errorf("%s: the source has not returned when a panic has left the loop", o.name)
			}
		}
	})
}

// Calls may take a while to act on their context, and the loop's end waits.
func TestBreakWaitsForTheCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			source := &feed{n: 1000}
			l := r.loop(fanout.Map(r.ctx, 3, o.order, source.seq, r.hold), func(int, outcome) bool { return false })
			settle()
			r.finish(0, nil)
			settle()
			if l.over() {
				t.Fatalf("%s: the loop has ended while calls run", o.name)
			}
			before := len(r.begun())
			r.open()
			check(t, l.wait(), images(0, 1), nil)
			if n := r.busy(); n != 0 || source.inside.Load() != 0 {
				t.Errorf("%s: %d calls run after the end of the loop", o.name, n)
			}
			if n := len(r.begun()); n != before {
				t.Errorf("%s: %d calls began after the loop had broken off", o.name, n-before)
			}
		}
	})
}

// However long that takes: whoever gives up waiting leaves calls and sources
// behind that nobody knows of.
func TestWaitsHoweverLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, end := range []struct {
			name   string
			order  fanout.Order
			merged bool
			err    error // of the first value
			cancel bool  // the context, instead of the first value
			want   []int
		}{
			{name: "a Map broke off", order: fanout.InputOrder, want: images(0, 1)},
			{name: "a Map got an error", order: fanout.CompletionOrder, err: errFirst},
			{name: "a Map saw its context end", order: fanout.InputOrder, err: context.Canceled, cancel: true},
			{name: "a Merge broke off", merged: true, want: images(0, 1)},
			{name: "a Merge got an error", merged: true, err: errFirst},
		} {
			r := newRig(t)
			defer r.end()
			ctx, cancel := context.WithCancel(context.Background()) // that of the rig ends soon
			defer cancel()
			linger := func() {
				select {
				case <-time.After(aLongTime):
				case <-r.release:
				}
			}
			first := func() (int, error) { // what ends the loop
				time.Sleep(atOnce)
				if end.err != nil {
					return 0, end.err
				}
				return image(0), nil
			}
			var seq iter.Seq2[int, error]
			if end.merged {
				seq = fanout.Merge(ctx, func(yield func(int, error) bool) { yield(first()) }, func(func(int, error) bool) { linger() })
			} else {
				seq = fanout.Map(ctx, 2, end.order, values(2), func(ctx context.Context, v int) (int, error) {
					if v == 0 && !end.cancel {
						return first()
					}
					<-ctx.Done()
					linger()
					return image(v), ctx.Err()
				})
			}
			if end.cancel {
				time.AfterFunc(atOnce, cancel)
			}
			l := r.loop(seq, func(int, outcome) bool { return false })
			time.Sleep(aLongTime - atOnce)
			synctest.Wait()
			if l.over() || end.err != nil && len(l.outcomes()) != 0 {
				t.Fatalf("a loop over %s did not wait for a call or source that took %v to return", end.name, aLongTime)
			}
			time.Sleep(4 * atOnce)
			check(t, l.wait(), end.want, end.err)
		}
	})
}
