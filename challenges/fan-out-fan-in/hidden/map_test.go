package fanout_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"your/fanout"
)

// How Map calls f: so many at once, so far ahead, and in which order it yields.

func TestRejectsBadArguments(t *testing.T) {
	r := newRig(t)
	defer r.end()
	panics := func(workers int, order fanout.Order) (panicked bool) {
		defer func() { panicked = recover() != nil }()
		fanout.Map(r.ctx, workers, order, values(1), r.quick)
		return false
	}
	for _, bad := range []struct {
		workers int
		order   fanout.Order
	}{{0, fanout.InputOrder}, {-1, fanout.CompletionOrder}, {1, -1}, {1, 2}} {
		if !panics(bad.workers, bad.order) {
			t.Errorf("Map with %d workers and order %d did not panic", bad.workers, bad.order)
		}
	}
	for _, o := range orders {
		if panics(1, o.order) {
			t.Errorf("Map with 1 worker and %s panicked", o.name)
		}
		check(t, r.loop(fanout.Map(r.ctx, 1, o.order, values(3), r.quick), nil).wait(), images(0, 3), nil)
	}
}

// Five rounds of calls of 100 ms take 500 ms, however many workers there are.
func TestCallsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			for _, workers := range []int{1, 2, 3, 7, 40} {
				r := newRig(t)
				defer r.end()
				begin := time.Now()
				l := r.loop(fanout.Map(r.ctx, workers, o.order, values(5*workers), func(_ context.Context, v int) (int, error) {
					r.enter(v)
					defer r.leave(v)
					time.Sleep(100 * time.Millisecond)
					return image(v), nil
				}), nil)
				check(t, sorted(l.wait()), images(0, 5*workers), nil)
				took := time.Since(begin)
				if r.peak != workers {
					t.Errorf("%s: up to %d calls ran at once, want %d", o.name, r.peak, workers)
				}
				if took < 500*time.Millisecond || took > 500*time.Millisecond+atOnce {
					t.Errorf("%s: five rounds of 100 ms on %d workers took %v, want 500 ms", o.name, workers, took)
				}
			}
		}
	})
}

// checkBusy fails the test unless all the workers are busy.
func checkBusy(t *testing.T, r *rig, workers int, when string) {
	t.Helper()
	settle()
	if n := r.busy(); n != workers {
		t.Fatalf("%d calls run %s, want %d", n, when, workers)
	}
}

// The results of later calls wait for a slow first one; the workers do not,
// until there are as many results.
func TestSlowCallDoesNotIdleTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const workers = 4
		r := newRig(t)
		defer r.end()
		l := r.loop(fanout.Map(r.ctx, workers, fanout.InputOrder, values(20), r.hold), nil)
		checkBusy(t, r, workers, "at first")
		for v := 1; v < workers; v++ {
			r.finish(v, nil)
			checkBusy(t, r, workers, fmt.Sprintf("while %d results wait for the first", v))
		}
		check(t, l.outcomes(), nil, nil)
		r.finish(0, nil)
		checkBusy(t, r, workers, "when the first results were yielded")
		check(t, l.outcomes(), images(0, workers), nil)
		r.open()
		check(t, l.wait(), images(0, 20), nil)
	})
}

// A loop body that takes its time does not hold up the calls either, until as
// many results wait as there are workers.
func TestSlowLoopDoesNotIdleTheCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const workers = 4
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			l := r.loop(fanout.Map(r.ctx, workers, o.order, values(20), r.hold), func(int, outcome) bool {
				<-r.release
				return true
			})
			checkBusy(t, r, workers, "at first")
			for v := range workers {
				r.finish(v, nil)
				checkBusy(t, r, workers, fmt.Sprintf("while the loop is busy with the first result and %d wait (%s)", v, o.name))
			}
			r.open()
			check(t, sorted(l.wait()), images(0, 20), nil)
		}
	})
}

// However fast the calls are, the source stays little ahead of the loop.
func TestLookAheadIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			for _, workers := range []int{1, 3, 8} {
				r := newRig(t)
				defer r.end()
				source := &feed{n: 1000}
				step := make(chan struct{})
				l := r.loop(fanout.Map(r.ctx, workers, o.order, source.seq, r.quick), func(int, outcome) bool {
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
						t.Fatalf("%s: the loop has got %d results, want %d", o.name, n, got)
					}
					if ahead := int(source.asked.Load()) - got; ahead > 2*workers+1 {
						t.Fatalf("%s, %d workers: the source is %d values ahead of the loop, want at most %d",
							o.name, workers, ahead, 2*workers+1)
					}
					l.step(step)
				}
				r.open()
				l.wait()
			}
		}
		checkSlowHead(t)
	})
}

// checkSlowHead looks at the bound while a slow call holds up all results.
func checkSlowHead(t *testing.T) {
	t.Helper()
	const workers = 3
	r := newRig(t)
	defer r.end()
	source := &feed{n: 1000}
	l := r.loop(fanout.Map(r.ctx, workers, fanout.InputOrder, source.seq, func(ctx context.Context, v int) (int, error) {
		if v == 0 {
			return r.hold(ctx, v)
		}
		return r.quick(ctx, v)
	}), func(int, outcome) bool { return false })
	settle()
	if n := int(source.asked.Load()); n > 2*workers+1 {
		t.Fatalf("the source is %d values ahead while the first call runs, want at most %d", n, 2*workers+1)
	}
	r.open()
	l.wait()
}

// CompletionOrder is the order in which calls return, each result at once.
func TestYieldsInCompletionOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		l := r.loop(fanout.Map(r.ctx, 4, fanout.CompletionOrder, values(8), r.hold), nil)
		var want []int
		for _, v := range []int{2, 0, 3, 4, 1, 7, 5, 6} {
			settle()
			r.finish(v, nil)
			want = append(want, image(v))
			settle()
			check(t, l.outcomes(), want, nil)
		}
		check(t, l.wait(), want, nil)
	})
}

// Results that return while the loop is busy keep their order too.
func TestKeepsCompletionOrderWhileTheLoopIsBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		l := r.loop(fanout.Map(r.ctx, 4, fanout.CompletionOrder, values(20), r.hold), func(i int, _ outcome) bool {
			<-r.release
			return i < 3
		})
		var want []int
		for _, v := range []int{1, 3, 0, 2} {
			settle()
			r.finish(v, nil)
			want = append(want, image(v))
		}
		settle()
		r.open()
		check(t, l.wait(), want, nil)
	})
}

// With InputOrder a result comes as soon as those before it have come.
func TestYieldsWhatIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		defer r.end()
		l := r.loop(fanout.Map(r.ctx, 3, fanout.InputOrder, values(6), r.hold), nil)
		due := 0
		for _, step := range []struct{ finish, due int }{{1, 0}, {0, 2}, {2, 3}, {4, 3}, {5, 3}, {3, 6}} {
			settle()
			r.finish(step.finish, nil)
			due = step.due
			settle()
			check(t, l.outcomes(), images(0, due), nil)
		}
		check(t, l.wait(), images(0, 6), nil)
	})
}

// A result is yielded though the source keeps the next value waiting: it may
// well be waiting for that result.
func TestSlowSourceDoesNotHoldResults(t *testing.T) {
	for _, o := range orders {
		r := newRig(t)
		defer r.end()
		seen := make(chan struct{}, 3)
		var late atomic.Bool
		source := func(yield func(int, error) bool) {
			for v := range 3 {
				if !yield(v, nil) {
					return
				}
				select {
				case <-seen:
				case <-r.ctx.Done():
					late.Store(true)
				}
			}
		}
		got := r.loop(fanout.Map(context.Background(), 2, o.order, source, r.quick), func(int, outcome) bool {
			seen <- struct{}{}
			return true
		}).wait()
		if late.Load() {
			outOfPatience.Store(t.Name(), true)
			t.Fatalf("%s: a result was not yielded while the source kept the next value waiting", o.name)
		}
		check(t, got, images(0, 3), nil)
	}
}

// An empty source makes an empty sequence, and fewer values than workers
// are no obstacle.
func TestShortSources(t *testing.T) {
	for _, o := range orders {
		r := newRig(t)
		defer r.end()
		for n := range 4 {
			got := r.loop(fanout.Map(r.ctx, 8, o.order, values(n), r.quick), nil).wait()
			check(t, sorted(got), images(0, n), nil)
		}
	}
}

// Many values through a source and a loop without locks: what the source, the
// calls and the loop share has to be in order without any help of theirs.
func TestStress(t *testing.T) {
	r := newRig(t)
	defer r.end()
	for _, o := range orders {
		for _, workers := range []int{1, 3, 16} {
			const n = 150
			asked := 0 // by one goroutine at a time, in order
			source := func(yield func(*int, error) bool) {
				for range n {
					v := asked
					asked++
					if !yield(&v, nil) {
						return
					}
				}
			}
			stage := fanout.Map(r.ctx, workers, o.order, source, func(_ context.Context, v *int) (int, error) {
				*v = image(*v)
				spin(*v % 7)
				return *v, nil
			})
			check(t, arrange(o.order, r.loop(stage, nil).wait()), images(0, n), nil)
			if asked != n {
				t.Fatalf("%s: the source was asked for %d values, want %d", o.name, asked, n)
			}
		}
	}
}

// spin is a little work.
func spin(n int) {
	x := uint64(n)
	for range 50 * n {
		x = x*6364136223846793005 + 1
	}
	sink.Store(x)
}

var sink atomic.Uint64

// arrange sorts what came in no particular order.
func arrange(order fanout.Order, got []outcome) []outcome {
	if order == fanout.CompletionOrder {
		return sorted(got)
	}
	return got
}

// Each loop over the same sequence is a run of its own.
func TestEveryLoopIsAFreshRun(t *testing.T) {
	for _, o := range orders {
		r := newRig(t)
		defer r.end()
		stage := fanout.Map(r.ctx, 3, o.order, values(50), func(_ context.Context, v int) (int, error) {
			return image(v), nil
		})
		merged := fanout.Merge(r.ctx, values(10))
		first := r.loop(stage, func(i int, _ outcome) bool { return i < 4 }).wait()
		if len(first) != 5 {
			t.Fatalf("%s: a loop that breaks at the fifth result got %v", o.name, first)
		}
		for range 2 {
			check(t, arrange(o.order, r.loop(stage, nil).wait()), images(0, 50), nil)
			check(t, r.loop(merged, nil).wait(), []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, nil)
		}
		var loops []*loop
		for range 4 {
			loops = append(loops, r.loop(stage, nil))
		}
		for _, l := range loops {
			check(t, arrange(o.order, l.wait()), images(0, 50), nil)
		}
	}
}

// Two loops over the same sequence are in their bodies at once. In real time:
// to wait for a lock stops the clock of a bubble.
func TestLoopsRunAtOnce(t *testing.T) {
	for _, kind := range kinds {
		r := newRig(t)
		defer r.end()
		inside := make(chan struct{}, 2)
		body := func(i int, _ outcome) bool {
			if i == 0 {
				inside <- struct{}{}
				<-r.release
			}
			return true
		}
		seq := kind.over(r.ctx, values(10))
		loops := []*loop{r.loop(seq, body), r.loop(seq, body)}
		for range loops {
			await(t, inside, "two loops over the same sequence ("+kind.name+") to run at once")
		}
		r.open()
		for _, l := range loops {
			check(t, sorted(l.wait()), []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, nil)
		}
	}
}

// given is a source of vs.
func given[T any](vs ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range vs {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// Values that are equal are values all the same, in each loop.
func TestCallsForEqualValues(t *testing.T) {
	for _, o := range orders {
		r := newRig(t)
		defer r.end()
		var calls atomic.Int32
		stage := fanout.Map(r.ctx, 1, o.order, given(7, 7, 7), func(context.Context, int) (int, error) {
			return image(int(calls.Add(1))), nil
		})
		check(t, r.loop(stage, nil).wait(), images(1, 4), nil)
		check(t, r.loop(stage, nil).wait(), images(4, 7), nil)
		check(t, r.loop(fanout.Merge(r.ctx, given(7, 7, 7)), nil).wait(), []int{7, 7, 7}, nil)
	}
}

// Any type will do: interfaces that hold nothing, and what cannot be compared.
func TestValuesOfAnyType(t *testing.T) {
	r := newRig(t)
	defer r.end()
	for _, o := range orders {
		lengths := fanout.Map(r.ctx, 1, o.order, given([]int{}, nil, []int{1}), func(_ context.Context, v []int) (any, error) {
			if v == nil {
				return nil, nil
			}
			return len(v), nil
		})
		checkAny(t, o.name, lengths, 0, nil, 1)
		errs := fanout.Map(r.ctx, 1, o.order, given[any](nil, errFirst), func(_ context.Context, v any) (error, error) {
			err, _ := v.(error)
			return err, nil
		})
		checkAny(t, o.name, errs, nil, errFirst)
	}
	checkAny(t, "Merge", fanout.Merge(r.ctx, given[any](1, nil, "two")), 1, nil, "two")
	checkAny(t, "Merge", fanout.Merge(r.ctx, given[error](nil, errFirst)), nil, errFirst)
}

// checkAny fails the test unless a loop over seq gets want and no error.
func checkAny[T any](t *testing.T, name string, seq iter.Seq2[T, error], want ...any) {
	t.Helper()
	var got []any
	for v, err := range seq {
		if err != nil {
			t.Fatalf("%s: the loop got the error %v of values that are %T, want none", name, err, *new(T))
		}
		got = append(got, v)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%s: the loop got %v, want %v", name, got, want)
	}
}

// Stages are sources: two maps that feed a merge that feeds a map.
func TestStagesCompose(t *testing.T) {
	for _, o := range orders {
		r := newRig(t)
		defer r.end()
		build := func() iter.Seq2[int, error] {
			plus := func(n int) iter.Seq2[int, error] {
				return fanout.Map(r.ctx, 3, o.order, values(60), func(_ context.Context, v int) (int, error) {
					return 1000*n + v, nil
				})
			}
			return fanout.Map(r.ctx, 2, o.order, fanout.Merge(r.ctx, plus(1), plus(2)), func(_ context.Context, v int) (int, error) {
				return v, nil
			})
		}
		want := slices.Concat(images(0, 60), images(1000, 1060))
		check(t, sorted(r.loop(build(), nil).wait()), want, nil)
		short := r.loop(build(), func(i int, _ outcome) bool { return i < 20 }).wait()
		if len(short) != 21 {
			t.Fatalf("%s: a loop that breaks at result 21 got %d", o.name, len(short))
		}
	}
}
