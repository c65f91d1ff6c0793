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

// kinds are the three kinds of sequence, each over one source whose values it
// yields as they are.
var kinds = []struct {
	name string
	over func(ctx context.Context, source iter.Seq2[int, error]) iter.Seq2[int, error]
}{
	{"Map in InputOrder", func(ctx context.Context, source iter.Seq2[int, error]) iter.Seq2[int, error] {
		return fanout.Map(ctx, 2, fanout.InputOrder, source, same)
	}},
	{"Map in CompletionOrder", func(ctx context.Context, source iter.Seq2[int, error]) iter.Seq2[int, error] {
		return fanout.Map(ctx, 2, fanout.CompletionOrder, source, same)
	}},
	{"Merge", func(ctx context.Context, source iter.Seq2[int, error]) iter.Seq2[int, error] {
		return fanout.Merge(ctx, source)
	}},
}

func same(_ context.Context, v int) (int, error) { return v, nil }

// aLongTime is longer than the time-outs that people think long enough. It
// passes on the fake clock, but not for nothing where a solution polls.
const aLongTime = 65 * time.Second

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

// What the loop gets is what the context's Err method returns. Why the context
// was cancelled is for those who ask for it.
func TestContextErrorIsNotItsCause(t *testing.T) {
	for _, kind := range kinds {
		for _, by := range []string{"nobody", "the source", "the loop body"} {
			r := newRig(t)
			defer r.end()
			ctx, cancel := context.WithCancelCause(r.ctx)
			defer cancel(nil)
			source, want := values(100), 0
			switch by {
			case "nobody": // it has ended before
				cancel(errFirst)
			case "the source":
				source = func(func(int, error) bool) { cancel(errFirst) }
			case "the loop body":
				want = 1
			}
			got := r.loop(kind.over(ctx, source), func(i int, o outcome) bool {
				if o.err == nil {
					cancel(errFirst)
				}
				return true
			}).wait()
			if len(got) != want+1 || !errors.Is(got[want].err, context.Canceled) {
				t.Fatalf("%s: the loop got %v of a context that %s cancelled with a cause, want %d values and then %q",
					kind.name, got, by, want, context.Canceled)
			}
		}
	}
}

// Nobody has said how long a call, a source or a loop body may take.
func TestNothingTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(yield func(int, error) bool) {
			time.Sleep(aLongTime)
			_ = yield(0, nil) && yield(1, nil)
		}
		for _, seq := range []struct {
			name string
			over func(ctx context.Context) iter.Seq2[int, error]
		}{
			// not over the slow source: it may be asked under a lock, which stops the clock
			{"Map in InputOrder", func(ctx context.Context) iter.Seq2[int, error] {
				return fanout.Map(ctx, 1, fanout.InputOrder, values(2), sleeps)
			}},
			{"Map in CompletionOrder", func(ctx context.Context) iter.Seq2[int, error] {
				return fanout.Map(ctx, 1, fanout.CompletionOrder, values(2), sleeps)
			}},
			{"Merge", func(ctx context.Context) iter.Seq2[int, error] { return fanout.Merge(ctx, slow) }},
		} {
			r := newRig(t)
			defer r.end()
			ctx, cancel := context.WithCancel(context.Background()) // that of the rig ends soon
			defer cancel()
			l := r.loop(seq.over(ctx), func(int, outcome) bool {
				time.Sleep(aLongTime)
				return true
			})
			select {
			case <-l.ended:
			case <-time.After(5 * aLongTime):
				t.Fatalf("%s: waited in vain for the loop to end", seq.name)
			}
			check(t, l.outcomes(), []int{0, 1}, nil)
		}
	})
}

// sleeps is a call that takes a long time, and fails if it was cancelled.
func sleeps(ctx context.Context, v int) (int, error) {
	time.Sleep(aLongTime)
	return v, ctx.Err()
}
