// Package fanout runs the stages of a pipeline with bounded parallelism.
//
// There is no feeder: the workers pull the source themselves, one at a time,
// once the window has room for another value. Whatever a run has started ends
// with its context, and the loop's side waits for that in one place.
package fanout

import (
	"context"
	"fmt"
	"iter"
	"math"
	"sync"
	"sync/atomic"
)

// An Order says in which order Map yields its results.
type Order int

const (
	InputOrder      Order = iota // as the source yielded the values
	CompletionOrder              // as the calls returned
)

// Map calls f for each value of source, at most workers calls at once, and
// yields the results in the given order. The first error in that order ends
// the sequence. Map panics if workers < 1 or order is unknown.
func Map[In, Out any](
	ctx context.Context,
	workers int,
	order Order,
	source iter.Seq2[In, error],
	f func(context.Context, In) (Out, error),
) iter.Seq2[Out, error] {
	if workers < 1 {
		panic(fmt.Sprintf("fanout: Map with %d workers: want at least 1", workers))
	}
	if order != InputOrder && order != CompletionOrder {
		panic(fmt.Sprintf("fanout: Map with unknown order %d", order))
	}
	return sequence(ctx, func(ctx context.Context, out *outbox[Out]) {
		pull, stop := iter.Pull2(source)
		s := &stage[In, Out]{
			ctx:    ctx,
			order:  order,
			f:      f,
			pull:   pull,
			window: make(chan struct{}, 2*workers),
			out:    out,
		}
		s.lowestFailure.Store(math.MaxInt64)
		out.results = make(chan result[Out], 2*workers)
		out.inOrder = order == InputOrder
		out.taken = func() { <-s.window }
		out.finish = stop
		out.start(workers, func(int) { s.work() })
	})
}

// Merge yields the values of all sources as they come. The first error ends
// the sequence.
func Merge[T any](ctx context.Context, sources ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return sequence(ctx, func(ctx context.Context, out *outbox[T]) {
		out.results = make(chan result[T])
		out.start(len(sources), func(i int) {
			for value, err := range sources[i] {
				select {
				case out.results <- result[T]{value: value, err: err}:
				case <-ctx.Done():
					return
				}
				if err != nil {
					return
				}
			}
		})
	})
}

// A result is what a source yielded or a call returned.
type result[T any] struct {
	index int // in the source
	value T
	err   error
}

// An outbox is where the goroutines of one run leave what the loop will get.
type outbox[T any] struct {
	results chan result[T] // closed by close
	inOrder bool           // results are yielded by their index
	taken   func()         // called for each result before it is yielded, if set
	finish  func()         // called when all goroutines have left, if set
	crew    sync.WaitGroup
	left    atomic.Int64 // goroutines that are still there
}

// start runs n goroutines. The last one to leave closes the results.
func (o *outbox[T]) start(n int, work func(i int)) {
	if n == 0 {
		close(o.results)
		return
	}
	o.left.Store(int64(n))
	for i := range n {
		o.crew.Go(func() {
			work(i)
			if o.left.Add(-1) == 0 {
				close(o.results)
			}
		})
	}
}

// sequence yields what start's goroutines put into the outbox, up to the first
// error.
func sequence[T any](ctx context.Context, start func(context.Context, *outbox[T])) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := ctx.Err()
		if err == nil {
			err = run(ctx, start, yield)
		}
		if err != nil {
			var zero T
			yield(zero, err)
		}
	}
}

// run is a sequence but for its error, which it returns. When it does, or when
// the loop body panics, all is at rest.
func run[T any](ctx context.Context, start func(context.Context, *outbox[T]), yield func(T, error) bool) error {
	inner, cancel := context.WithCancel(ctx)
	out := new(outbox[T])
	start(inner, out)
	defer func() {
		cancel()
		out.crew.Wait()
		if out.finish != nil {
			out.finish()
		}
	}()
	early := make(map[int]result[T]) // results whose turn has not come
	for turn := 0; ; turn++ {
		r, ok := early[turn]
		for !ok {
			select {
			case r, ok = <-out.results:
			case <-ctx.Done():
			}
			if err := ctx.Err(); err != nil || !ok {
				return err
			}
			if out.inOrder && r.index != turn {
				early[r.index] = r
				ok = false
			}
		}
		delete(early, turn)
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.err != nil {
			return r.err
		}
		if out.taken != nil {
			out.taken()
		}
		if !yield(r.value, nil) {
			return nil
		}
	}
}

// A stage is one run of Map.
type stage[In, Out any] struct {
	ctx    context.Context // of the calls
	order  Order
	f      func(context.Context, In) (Out, error)
	window chan struct{} // an entry for each value that is on its way
	out    *outbox[Out]

	// lowestFailure is the lowest index of a value that failed. With
	// CompletionOrder, where no later call is wanted, it is -1 then.
	lowestFailure atomic.Int64

	pull   func() (In, error, bool)
	pulled int
	ended  bool
}

// work pulls values and calls f for them. There is room for every result, as
// its value has an entry in the window.
func (s *stage[In, Out]) work() {
	for {
		select {
		case s.window <- struct{}{}:
		case <-s.ctx.Done():
			return
		}
		index, value, err, ok := s.next()
		if !ok || s.pointless(index) {
			return
		}
		r := result[Out]{index: index, err: err}
		if err == nil {
			r.value, r.err = s.call(value)
		}
		if r.err != nil {
			s.fail(index)
		}
		s.out.results <- r
	}
}

// next pulls a value and reports whether there was one.
func (s *stage[In, Out]) next() (index int, value In, err error, ok bool) {
	index = s.pulled
	if s.ended || s.pointless(index) {
		return index, value, nil, false
	}
	value, err, ok = s.pull()
	s.pulled++
	s.ended = !ok || err != nil
	return index, value, err, ok
}

// pointless reports whether nobody wants the result of the value in that place.
func (s *stage[In, Out]) pointless(index int) bool {
	return s.ctx.Err() != nil || int64(index) > s.lowestFailure.Load()
}

func (s *stage[In, Out]) fail(index int) {
	lowest := int64(index)
	if s.order == CompletionOrder {
		lowest = -1
	}
	for old := s.lowestFailure.Load(); lowest < old; old = s.lowestFailure.Load() {
		if s.lowestFailure.CompareAndSwap(old, lowest) {
			return
		}
	}
}

// call calls f and turns a panic into an error.
func (s *stage[In, Out]) call(value In) (out Out, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("fanout: call panicked: %v", v)
		}
	}()
	return s.f(s.ctx, value)
}
