package fanout_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"your/fanout"
)

// What contexts do to a loop, and what the calls see of them.

func TestDoneContext(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	expired, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	for range 40 { // a select that chooses wrongly may be right by chance
		for _, ctx := range []context.Context{cancelled, expired} {
			for _, n := range []int{0, 10} {
				for _, o := range orders {
					r := newRig(t)
					defer r.end()
					source := &feed{n: n}
					check(t, r.loop(fanout.Map(ctx, 2, o.order, source.seq, r.quick), nil).wait(), nil, ctx.Err())
					check(t, r.loop(fanout.Merge(ctx, source.seq, source.seq), nil).wait(), nil, ctx.Err())
					if asked, calls := source.asked.Load(), len(r.begun()); asked != 0 || calls != 0 {
						t.Fatalf("%s: a context that has ended, and %d values and %d calls, want none", o.name, asked, calls)
					}
				}
			}
		}
	}
}

// The calls' context carries the values and the end of Map's.
func TestContextReachesTheCalls(t *testing.T) {
	type key struct{}
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			ctx, cancel := context.WithCancel(context.WithValue(r.ctx, key{}, "value"))
			defer cancel()
			l := r.loop(fanout.Map(ctx, 3, o.order, values(100), func(ctx context.Context, v int) (int, error) {
				if ctx.Value(key{}) != "value" {
					t.Errorf("%s: the context of a call has lost the values of Map's", o.name)
				}
				return r.heed(ctx, v)
			}), nil)
			settle()
			if n := r.busy(); n != 3 {
				t.Fatalf("%s: %d calls run, want 3", o.name, n)
			}
			begin := time.Now()
			cancel()
			check(t, l.wait(), nil, context.Canceled)
			if took := time.Since(begin); took > atOnce {
				t.Errorf("%s: the loop ended %v after its context, want at once", o.name, took)
			}
			if n := len(r.begun()); n != 3 {
				t.Errorf("%s: there were %d calls, want none after the context's end", o.name, n)
			}
		}
	})
}

// While all goes well no call sees its context end.
func TestContextStaysAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			l := r.loop(fanout.Map(r.ctx, 3, o.order, values(30), func(ctx context.Context, v int) (int, error) {
				time.Sleep(time.Duration(v%5) * 20 * time.Millisecond)
				return image(v), ctx.Err()
			}), nil)
			check(t, sorted(l.wait()), images(0, 30), nil)
		}
	})
}

// Once the context has ended, the next thing that a loop gets is its error,
// though results are ready.
func TestContextGoesBeforeResults(t *testing.T) {
	for range 20 { // a select that chooses wrongly may be right by chance
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			ctx, cancel := context.WithCancel(r.ctx)
			defer cancel()
			l := r.loop(fanout.Map(ctx, 3, o.order, values(100), func(_ context.Context, v int) (int, error) {
				return image(v), nil
			}), func(i int, _ outcome) bool {
				if i == 2 {
					cancel()
				}
				return true
			})
			got := l.wait()
			check(t, got[min(3, len(got)):], nil, context.Canceled)
		}
	}
}

// The same while results wait that were there before the context's end.
func TestContextGoesBeforeWaitingResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 20 { // a select that chooses wrongly may be right by chance
			for _, o := range orders {
				r := newRig(t)
				defer r.end()
				ctx, cancel := context.WithCancel(r.ctx)
				defer cancel()
				busy := make(chan struct{})
				l := r.loop(fanout.Map(ctx, 3, o.order, values(3), r.quick), func(i int, _ outcome) bool {
					if i == 0 {
						<-busy
					}
					return true
				})
				settle() // the two others wait
				cancel()
				close(busy)
				got := l.wait()
				if len(got) == 0 || got[0].err != nil {
					t.Fatalf("%s: the loop got %v, want a result first", o.name, got)
				}
				check(t, got[1:], nil, context.Canceled)
			}
		}
	})
}

// Whatever calls return when they are cancelled, and though the loop looks only
// after that, it gets the context's error.
func TestContextGoesBeforeErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		aborted := errors.New("aborted")
		for range 20 { // a select that chooses wrongly may be right by chance
			for _, o := range orders {
				r := newRig(t)
				defer r.end()
				ctx, cancel := context.WithCancel(r.ctx)
				defer cancel()
				busy := make(chan struct{})
				l := r.loop(fanout.Map(ctx, 3, o.order, values(100), func(ctx context.Context, v int) (int, error) {
					if _, err := r.heed(ctx, v); err != nil {
						return 0, aborted
					}
					return image(v), nil
				}), func(i int, _ outcome) bool {
					if i == 0 {
						<-busy
					}
					return true
				})
				settle()
				r.finish(0, nil)
				settle()
				cancel()
				settle() // the calls have returned
				close(busy)
				check(t, l.wait(), images(0, 1), context.Canceled)
			}
		}
	})
}

// A source that ends with the context has not come to its end: the loop is
// told, also if it was busy meanwhile and finds both.
func TestContextEndsWithTheSource(t *testing.T) {
	type source = iter.Seq2[int, error]
	synctest.Test(t, func(t *testing.T) {
		for range 20 { // a select that chooses wrongly may be right by chance
			for _, use := range []struct {
				first int
				seq   func(ctx context.Context, r *rig, source source) source
			}{
				{image(0), func(ctx context.Context, r *rig, source source) source {
					return fanout.Map(ctx, 2, fanout.InputOrder, source, r.quick)
				}},
				{image(0), func(ctx context.Context, r *rig, source source) source {
					return fanout.Map(ctx, 2, fanout.CompletionOrder, source, r.quick)
				}},
				{0, func(ctx context.Context, _ *rig, source source) source { return fanout.Merge(ctx, source) }},
			} {
				r := newRig(t)
				defer r.end()
				ctx, cancel := context.WithCancel(r.ctx)
				defer cancel()
				first, busy := make(chan struct{}), make(chan struct{})
				l := r.loop(use.seq(ctx, r, func(yield func(int, error) bool) {
					yield(0, nil)
					select {
					case <-first:
					case <-r.release:
					}
					cancel()
				}), func(i int, _ outcome) bool {
					if i == 0 {
						close(first)
						<-busy
					}
					return true
				})
				settle() // the source has returned
				close(busy)
				check(t, l.wait(), []int{use.first}, context.Canceled)
			}
		}
	})
}
