// These tests show what the package is for. They are the visible part of the
// grading; hidden tests look at the rest of the contract.

package fanout_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"your/fanout"
)

// Every value is mapped once; InputOrder keeps the order.
func TestMapsEveryValue(t *testing.T) {
	for _, o := range orders {
		r := newRig(t)
		defer r.end()
		got := r.loop(fanout.Map(r.ctx, 4, o.order, values(100), r.quick), nil).wait()
		if o.order == fanout.CompletionOrder {
			got = sorted(got)
		}
		check(t, got, images(0, 100), nil)
		if n := len(r.begun()); n != 100 {
			t.Errorf("%s: %d calls for 100 values", o.name, n)
		}
	}
}

// Four workers need 300 ms for twelve calls of 100 ms. The clock is fake: in a
// synctest bubble, time moves on when every goroutine is blocked.
func TestCallsRunAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			begin := time.Now()
			l := r.loop(fanout.Map(r.ctx, 4, o.order, values(12), func(_ context.Context, v int) (int, error) {
				time.Sleep(100 * time.Millisecond)
				return image(v), nil
			}), nil)
			check(t, sorted(l.wait()), images(0, 12), nil)
			took := time.Since(begin)
			if took < 300*time.Millisecond {
				t.Errorf("%s: 12 calls of 100 ms on 4 workers took %v: more than 4 ran at once", o.name, took)
			}
			if took > 300*time.Millisecond+atOnce {
				t.Errorf("%s: 12 calls of 100 ms on 4 workers took %v, want 300 ms", o.name, took)
			}
		}
	})
}

// The later a value comes, the sooner its call returns.
func TestKeepsInputOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		l := r.loop(fanout.Map(r.ctx, 4, fanout.InputOrder, values(4), func(_ context.Context, v int) (int, error) {
			time.Sleep(time.Duration(4-v) * 100 * time.Millisecond)
			return image(v), nil
		}), nil)
		check(t, l.wait(), images(0, 4), nil)
	})
}

// The first error is the last thing that the loop gets, and cancels the calls
// that still run.
func TestFirstErrorEndsTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			failed := errors.New("failed")
			l := r.loop(fanout.Map(r.ctx, 3, o.order, values(100), r.heed), nil)
			settle()
			r.finish(0, nil)
			settle()
			r.finish(1, failed)
			check(t, l.wait(), images(0, 1), failed)
			if n := r.busy(); n != 0 {
				t.Errorf("%s: %d calls run after the end of the loop", o.name, n)
			}
		}
	})
}

// A loop may stop early. It goes on behind its end when all calls have
// returned, and these are told to hurry.
func TestBreakStopsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			source := &feed{n: 1000}
			l := r.loop(fanout.Map(r.ctx, 3, o.order, source.seq, r.heed), func(int, outcome) bool { return false })
			settle()
			r.finish(0, nil)
			check(t, l.wait(), images(0, 1), nil)
			if n := r.busy(); n != 0 {
				t.Errorf("%s: %d calls run after the end of the loop", o.name, n)
			}
			if source.inside.Load() != 0 {
				t.Errorf("%s: the source has not returned when the loop has ended", o.name)
			}
		}
	})
}

// When the context ends, its error ends the loop.
func TestContextEndsTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			ctx, cancel := context.WithTimeout(r.ctx, time.Second)
			defer cancel()
			begin := time.Now()
			l := r.loop(fanout.Map(ctx, 3, o.order, values(100), r.heed), nil)
			settle()
			r.finish(0, nil)
			check(t, l.wait(), images(0, 1), context.DeadlineExceeded)
			if took := time.Since(begin); took < time.Second || took > time.Second+atOnce {
				t.Errorf("%s: the loop ended after %v, want 1 s", o.name, took)
			}
		}
	})
}

// Merge yields what comes first, whichever source it is from.
func TestMergeYieldsWhatComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		every := func(first int, pause time.Duration) func(func(int, error) bool) {
			return func(yield func(int, error) bool) {
				for i := range 3 {
					time.Sleep(pause)
					if !yield(first+i, nil) {
						return
					}
				}
			}
		}
		// 10 at 300 ms, 11 at 600, 12 at 900; 20 at 700, 21 at 1400, 22 at 2100
		l := r.loop(fanout.Merge(r.ctx, every(10, 300*time.Millisecond), every(20, 700*time.Millisecond)), nil)
		check(t, l.wait(), []int{10, 11, 20, 12, 21, 22}, nil)
	})
}
