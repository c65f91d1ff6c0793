package fanout_test

import (
	"context"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"your/fanout"
)

// Merge: many sources, one loop.

// numbered is a source of n values that tell which source and which place.
func numbered(source, n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(1000*source+i, nil) {
				return
			}
		}
	}
}

// Every value comes once, and those of one source in its order.
func TestMergeLosesNothing(t *testing.T) {
	for _, sources := range []int{0, 1, 2, 9} {
		const n = 100
		r := newRig(t)
		defer r.end()
		var all []iter.Seq2[int, error]
		for s := range sources {
			all = append(all, numbered(s, n+s))
		}
		next := make([]int, sources)
		for _, o := range r.loop(fanout.Merge(r.ctx, all...), nil).wait() {
			if o.err != nil {
				t.Fatalf("%d sources: the loop got %v, want no error", sources, o)
			}
			s, i := o.value/1000, o.value%1000
			if i != next[s] {
				t.Fatalf("%d sources: the loop got value %d of source %d, want its value %d", sources, i, s, next[s])
			}
			next[s]++
		}
		for s, got := range next {
			if got != n+s {
				t.Fatalf("%d sources: the loop got %d values of source %d, want %d", sources, got, s, n+s)
			}
		}
	}
}

// A source that has nothing to say does not silence the others.
func TestMergeWaitsForNoSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		silent := func(yield func(int, error) bool) {
			<-r.release
			yield(7000, nil)
		}
		l := r.loop(fanout.Merge(r.ctx, silent, numbered(1, 50), silent, numbered(2, 50)), nil)
		settle()
		if n := len(l.outcomes()); n != 100 {
			t.Errorf("the loop got %d values while two of the sources kept silent, want the 100 of the others", n)
		}
		r.open()
		if n := len(l.wait()); n != 102 {
			t.Errorf("the loop got %d values, want 102", n)
		}
	})
}

// All the sources run at once, and be they many.
func TestMergeRunsAllSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const sources = 40
		r := newRig(t)
		defer r.end()
		var begun atomic.Int32
		var all []iter.Seq2[int, error]
		for range sources {
			all = append(all, func(yield func(int, error) bool) {
				begun.Add(1)
				<-r.release
				yield(7, nil)
			})
		}
		l := r.loop(fanout.Merge(r.ctx, all...), nil)
		settle()
		if n := begun.Load(); n != sources {
			t.Errorf("%d of %d sources run at once, want all", n, sources)
		}
		r.open()
		if n := len(l.wait()); n != sources {
			t.Errorf("the loop got %d values, want %d", n, sources)
		}
	})
}

// Of each source at most one value waits for the loop.
func TestMergeLookAheadIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		feeds := []*feed{{n: 1000}, {n: 1000}, {n: 1000}}
		step := make(chan struct{})
		l := r.loop(fanout.Merge(r.ctx, feeds[0].seq, feeds[1].seq, feeds[2].seq), func(int, outcome) bool {
			select {
			case <-step:
				return true
			case <-r.release:
				return false
			}
		})
		for got := 1; got <= 5; got++ {
			settle()
			if n := len(l.outcomes()); n != got {
				t.Fatalf("the loop has got %d values, want %d", n, got)
			}
			asked := 0
			for _, f := range feeds {
				asked += int(f.asked.Load())
			}
			if asked > got+len(feeds) {
				t.Fatalf("the sources yielded %d values when the loop had got %d, want at most one more from each", asked, got)
			}
			if asked < got+len(feeds)-1 {
				t.Fatalf("the sources yielded %d values when the loop had got %d: they wait for each other", asked, got)
			}
			l.step(step)
		}
		r.open()
		l.wait()
		for _, f := range feeds {
			if f.inside.Load() != 0 {
				t.Error("a source has not returned when the loop has ended")
			}
		}
	})
}

// What was yielded first comes first, also if the loop is busy meanwhile, and
// an error comes in its turn.
func TestMergeErrorTakesItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 5 { // a select that chooses wrongly may be right by chance
			r := newRig(t)
			defer r.end()
			at := func(at time.Duration, v int, err error) iter.Seq2[int, error] {
				return func(yield func(int, error) bool) {
					time.Sleep(at)
					if yield(v, err) && err != nil {
						t.Error("a source was asked for more after its error")
					}
				}
			}
			endless := &feed{n: 1000}
			late := func(yield func(int, error) bool) {
				time.Sleep(500 * time.Millisecond)
				endless.seq(yield)
			}
			l := r.loop(fanout.Merge(r.ctx,
				late,
				at(400*time.Millisecond, -1, errFirst),
				at(300*time.Millisecond, 3, nil),
				at(200*time.Millisecond, 2, nil),
				at(100*time.Millisecond, 1, nil),
			), func(i int, _ outcome) bool {
				if i == 0 {
					time.Sleep(time.Second)
				}
				return true
			})
			check(t, l.wait(), []int{1, 2, 3}, errFirst)
			if endless.inside.Load() != 0 {
				t.Error("a source has not returned when the loop has ended")
			}
		}
	})
}

// The loop gets an error when all the sources have returned.
func TestMergeErrorComesWhenAllIsAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, withError := range []bool{true, false} {
			r := newRig(t)
			defer r.end()
			ctx, cancel := context.WithCancel(r.ctx)
			defer cancel()
			slow, quick := &feed{n: 1000}, &feed{n: 1000}
			sources := []iter.Seq2[int, error]{quick.seq, func(yield func(int, error) bool) {
				slow.seq(func(v int, err error) bool {
					time.Sleep(time.Second)
					return yield(v, err)
				})
			}}
			want := context.Canceled
			if withError {
				failing := &feed{n: 0, err: errFirst}
				sources = append(sources, failing.seq)
				want = errFirst
			} else {
				time.AfterFunc(500*time.Millisecond, cancel)
			}
			l := r.loop(fanout.Merge(ctx, sources...), func(_ int, o outcome) bool {
				if o.err != nil && slow.inside.Load()+quick.inside.Load() != 0 {
					t.Error("the loop got an error before the sources had returned")
				}
				if o.err == nil {
					time.Sleep(100 * time.Millisecond)
				}
				return true
			})
			got := l.wait()
			if len(got) == 0 {
				t.Fatal("the loop got nothing, want an error")
			}
			check(t, got[len(got)-1:], nil, want)
		}
	})
}

// The context ends the loop, though values wait; so does the loop itself.
func TestMergeStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 20 { // a select that chooses wrongly may be right by chance
			for _, byContext := range []bool{true, false} {
				r := newRig(t)
				defer r.end()
				ctx, cancel := context.WithCancel(r.ctx)
				defer cancel()
				feeds := []*feed{{n: 1000}, {n: 1000}}
				l := r.loop(fanout.Merge(ctx, feeds[0].seq, feeds[1].seq), func(i int, _ outcome) bool {
					if i < 3 {
						return true
					}
					if byContext {
						cancel()
					}
					return byContext
				})
				got := l.wait()
				inside := feeds[0].inside.Load() + feeds[1].inside.Load()
				if len(got) < 4 {
					t.Fatalf("the loop got %v, want 4 values first", got)
				}
				if byContext {
					check(t, got[4:], nil, context.Canceled)
				} else {
					check(t, got[4:], nil, nil)
				}
				if inside != 0 {
					t.Fatalf("%d sources have not returned when the loop has ended", inside)
				}
			}
		}
	})
}
