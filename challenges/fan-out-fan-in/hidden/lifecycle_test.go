package fanout_test

import (
	"bytes"
	"context"
	"iter"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"your/fanout"
)

// Which goroutines a sequence has, and when it has none.

// A foreignContext is none of those that package context knows. For each
// context derived from it, that package starts a goroutine that waits for its
// end, and in whose stack nobody else is found.
type foreignContext struct{ parent context.Context }

func (c foreignContext) Deadline() (time.Time, bool) { return c.parent.Deadline() }
func (c foreignContext) Done() <-chan struct{}       { return c.parent.Done() }
func (c foreignContext) Err() error                  { return c.parent.Err() }
func (c foreignContext) Value(any) any               { return nil }

// goroutines returns the stacks of the goroutines that the package started, or
// package context on its behalf, by their header up to the state ("goroutine
// 17"). No test makes package context start any.
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
		ofPackage := bytes.Contains(stack, []byte("\nyour/fanout.")) || bytes.Contains(stack, []byte("created by your/fanout.")) ||
			bytes.Contains(stack, []byte("created by context."))
		ofTest := bytes.Contains(stack, []byte("created by your/fanout_test.")) || bytes.Contains(stack, []byte("created by testing")) ||
			bytes.Contains(stack, []byte("your/fanout_test.(*rig).loop"))
		if ofPackage && !ofTest {
			name, _, _ := bytes.Cut(stack, []byte(" ["))
			found[string(name)] = string(stack)
		}
	}
	return found
}

// framesOfPackage shortens a stack to its header and the frames of the package,
// or of package context.
func framesOfPackage(stack string) string {
	lines := strings.Split(strings.TrimSpace(stack), "\n")
	kept := lines[:1:1]
	for i := 1; i+1 < len(lines); i += 2 { // a function, and where it is
		function := strings.TrimPrefix(lines[i], "created by ")
		if strings.HasPrefix(function, "your/fanout.") || strings.HasPrefix(function, "context.") {
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

// A sequence that nobody loops over costs nothing.
func TestDoesNothingBeforeTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			before := goroutines()
			source := &feed{n: 10}
			mapped := fanout.Map(r.ctx, 3, o.order, source.seq, r.quick)
			merged := fanout.Merge(r.ctx, source.seq)
			settle()
			if n := len(newGoroutines(before)); n != 0 {
				t.Errorf("%s: %d goroutines before a loop, want none", o.name, n)
			}
			if asked := source.asked.Load(); asked != 0 {
				t.Errorf("%s: the source was asked for %d values before a loop, want none", o.name, asked)
			}
			check(t, sorted(r.loop(mapped, nil).wait()), images(0, 10), nil)
			if n := len(r.loop(merged, nil).wait()); n != 10 {
				t.Errorf("the loop over the merged source got %d values, want 10", n)
			}
		}
	})
}

// The goroutines stay few, however many values there are, and whatever context.
func TestGoroutinesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const workers = 5
		for _, o := range orders {
			r := newRig(t)
			defer r.end()
			before := goroutines()
			l := r.loop(fanout.Map(foreignContext{r.ctx}, workers, o.order, values(500), r.hold), nil)
			settle()
			if n := len(newGoroutines(before)); n > 2*workers+4 {
				t.Errorf("%s: %d goroutines for %d workers, want at most %d", o.name, n, workers, 2*workers+4)
			}
			r.open()
			check(t, sorted(l.wait()), images(0, 500), nil)
		}

		r := newRig(t)
		defer r.end()
		before := goroutines()
		var sources []iter.Seq2[int, error]
		for s := range workers {
			sources = append(sources, numbered(s, 100))
		}
		l := r.loop(fanout.Merge(foreignContext{r.ctx}, sources...), func(int, outcome) bool {
			<-r.release
			return true
		})
		settle()
		if n := len(newGoroutines(before)); n > 2*workers+4 {
			t.Errorf("Merge: %d goroutines for %d sources, want at most %d", n, workers, 2*workers+4)
		}
		r.open()
		l.wait()
	})
}

// Each way for a loop to end, followed by a look at the stacks. A goroutine
// that is left is all that this test fails for: its verdict says so.
func TestNoGoroutineIsLeft(t *testing.T) {
	mapped := 0
	for _, end := range []struct {
		name string
		body func(cancel context.CancelFunc, i int) bool
		err  error // of value 6
	}{
		{"came to its end", func(context.CancelFunc, int) bool { return true }, nil},
		{"broke at once", func(context.CancelFunc, int) bool { return false }, nil},
		{"broke later", func(_ context.CancelFunc, i int) bool { return i < 5 }, nil},
		{"got an error", func(context.CancelFunc, int) bool { return true }, errFirst},
		{"broke at an error", func(_ context.CancelFunc, i int) bool { return i < 6 }, errFirst},
		{"saw its context end", func(cancel context.CancelFunc, i int) bool {
			if i == 4 {
				cancel()
			}
			return true
		}, nil},
		{"panicked", func(_ context.CancelFunc, i int) bool {
			if i == 5 {
				panic("in the body")
			}
			return true
		}, nil},
	} {
		for _, use := range []struct {
			name string
			use  func(ctx context.Context, source *feed, f func(context.Context, int) (int, error)) iter.Seq2[int, error]
		}{
			{"Map in InputOrder", func(ctx context.Context, source *feed, f func(context.Context, int) (int, error)) iter.Seq2[int, error] {
				return fanout.Map(ctx, 3, fanout.InputOrder, source.seq, f)
			}},
			{"Map in CompletionOrder", func(ctx context.Context, source *feed, f func(context.Context, int) (int, error)) iter.Seq2[int, error] {
				return fanout.Map(ctx, 3, fanout.CompletionOrder, source.seq, f)
			}},
			{"Map of a source that fails", func(ctx context.Context, source *feed, f func(context.Context, int) (int, error)) iter.Seq2[int, error] {
				failing := &feed{n: 6, err: end.err}
				return fanout.Map(ctx, 3, fanout.CompletionOrder, failing.seq, func(ctx context.Context, v int) (int, error) {
					f(ctx, v)
					return image(v), nil
				})
			}},
			{"Merge", func(ctx context.Context, source *feed, _ func(context.Context, int) (int, error)) iter.Seq2[int, error] {
				other := &feed{n: 6, err: end.err}
				return fanout.Merge(ctx, source.seq, other.seq)
			}},
		} {
			synctest.Test(t, func(t *testing.T) {
				before := goroutines()
				r := newRig(t)
				defer r.end()
				ctx, cancel := context.WithCancel(r.ctx)
				defer cancel()
				calls := func(ctx context.Context, v int) (int, error) {
					if v == 6 && end.err != nil {
						return 0, end.err
					}
					select {
					case <-ctx.Done():
					case <-time.After(time.Duration(v%3+1) * time.Millisecond):
					}
					return image(v), nil
				}
				seq := use.use(ctx, &feed{n: 60}, calls)
				over := make(chan struct{})
				r.loops.Go(func() {
					defer close(over)
					defer func() { recover() }()
					i := 0
					for range seq {
						if !end.body(cancel, i) {
							break
						}
						i++
						mapped++
					}
				})
				rescue := time.AfterFunc(patience, r.cancel)
				defer rescue.Stop()
				<-over
				settle() // until goroutines on their way out have got there
				for _, stack := range newGoroutines(before) {
					t.Errorf("a goroutine is left when a loop over %s %s:\n%s", use.name, end.name, framesOfPackage(stack))
				}
			})
		}
	}
	if mapped < 100 && !t.Failed() {
		t.Skip("sequences that yield nothing leave nothing behind: no credit for that")
	}
}

// Nor one of package context, which a context that was derived and never
// cancelled keeps for as long as the one that it derives from.
func TestNoContextIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, kind := range kinds {
			for _, end := range []struct {
				name   string
				source *feed
				body   func(i int, o outcome) bool
			}{
				{"came to its end", &feed{n: 6}, nil},
				{"broke off", &feed{n: 60}, func(i int, _ outcome) bool { return i < 3 }},
				{"got an error", &feed{n: 6, err: errFirst}, nil},
			} {
				before := goroutines()
				r := newRig(t)
				defer r.end()
				<-r.loop(kind.over(foreignContext{r.ctx}, end.source.seq), end.body).ended
				settle() // until goroutines on their way out have got there
				for _, stack := range newGoroutines(before) {
					t.Errorf("a goroutine is left when a loop over %s %s:\n%s", kind.name, end.name, framesOfPackage(stack))
				}
			}
		}
	})
}
