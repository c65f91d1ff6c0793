// Package fanout runs the stages of a pipeline with bounded parallelism.
//
// Each call has a goroutine and a future, a channel for its one result. The
// loop takes futures from a queue, and the order is a matter of who enqueues
// them: with InputOrder it is the feeder, when it starts the call; with
// CompletionOrder the call itself, when it has returned.
package fanout

import (
	"context"
	"fmt"
	"iter"
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
	return sequence(ctx, func(ctx context.Context) *queue[Out] {
		s := &stage[In, Out]{
			ctx:   ctx,
			order: order,
			f:     f,
			calls: make(chan struct{}, workers),
			// With InputOrder calls that run are in the queue too, and the
			// loop holds the future that it waits for.
			queue: newQueue[Out](2*workers - 1),
		}
		if order == CompletionOrder {
			s.queue = newQueue[Out](workers)
		}
		go s.feed(source)
		return s.queue
	})
}

// Merge yields the values of all sources as they come. The first error ends
// the sequence.
func Merge[T any](ctx context.Context, sources ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return sequence(ctx, func(ctx context.Context) *queue[T] {
		q := newQueue[T](0)
		var running sync.WaitGroup
		for _, source := range sources {
			running.Go(func() {
				for value, err := range source {
					if !q.push(ctx, settled(value, err)) || err != nil {
						return
					}
				}
			})
		}
		go func() {
			running.Wait()
			q.close()
		}()
		return q
	})
}

// A future delivers one outcome.
type future[T any] chan outcome[T]

// An outcome is what a source yielded or a call returned.
type outcome[T any] struct {
	value T
	err   error
}

// settled is a future that is there already.
func settled[T any](value T, err error) future[T] {
	f := make(future[T], 1)
	f <- outcome[T]{value, err}
	return f
}

// A queue brings futures to the loop. It is closed, and closed says so, when
// whoever fills it has gone.
type queue[T any] struct {
	futures chan future[T]
	closed  chan struct{}
}

func newQueue[T any](size int) *queue[T] {
	return &queue[T]{futures: make(chan future[T], size), closed: make(chan struct{})}
}

func (q *queue[T]) close() {
	close(q.futures)
	close(q.closed)
}

// push reports whether there was room before ctx ended.
func (q *queue[T]) push(ctx context.Context, f future[T]) bool {
	select {
	case q.futures <- f:
		return true
	case <-ctx.Done():
		return false
	}
}

// pop returns the next outcome, and false when there are no more or ctx has
// ended.
func (q *queue[T]) pop(ctx context.Context) (o outcome[T], ok bool) {
	var f future[T]
	select {
	case f, ok = <-q.futures:
	case <-ctx.Done():
	}
	if !ok {
		return o, false
	}
	select {
	case o = <-f:
		return o, true
	case <-ctx.Done():
		return o, false
	}
}

// sequence yields what comes from the queue that start fills, up to the first
// error. It ends the context that start has got, and waits until the queue is
// closed, before it yields an error and before it returns.
func sequence[T any](ctx context.Context, start func(context.Context) *queue[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := ctx.Err(); err != nil {
			var zero T
			yield(zero, err)
			return
		}
		inner, cancel := context.WithCancel(ctx)
		q := start(inner)
		stop := func() {
			cancel()
			<-q.closed
		}
		defer stop() // also when the loop body panics
		for {
			o, ok := q.pop(ctx)
			if err := ctx.Err(); err != nil {
				o.err = err
			}
			if o.err != nil {
				stop()
				var zero T
				yield(zero, o.err)
				return
			}
			if !ok || !yield(o.value, nil) {
				return
			}
		}
	}
}

// A stage is one run of Map.
type stage[In, Out any] struct {
	ctx    context.Context // of the calls
	order  Order
	f      func(context.Context, In) (Out, error)
	calls  chan struct{} // an entry for each call
	failed atomic.Bool   // a call has returned an error
	queue  *queue[Out]
}

// feed starts a call for each value of source. It starts them in order: when
// one has failed, those before it have been started, and there need not be
// any more.
func (s *stage[In, Out]) feed(source iter.Seq2[In, error]) {
	var running sync.WaitGroup
	defer func() {
		running.Wait()
		s.queue.close()
	}()
	for value, err := range source {
		if err != nil {
			var zero Out
			s.queue.push(s.ctx, settled(zero, err))
			return
		}
		select {
		case s.calls <- struct{}{}:
		case <-s.ctx.Done():
			return
		}
		if s.failed.Load() || s.ctx.Err() != nil {
			return
		}
		f := make(future[Out], 1)
		if s.order == InputOrder && !s.queue.push(s.ctx, f) {
			return
		}
		running.Go(func() { s.run(value, f) })
	}
}

// run fills the future with what the call returns.
func (s *stage[In, Out]) run(value In, f future[Out]) {
	defer func() { <-s.calls }()
	out, err := s.call(value)
	if err != nil {
		s.failed.Store(true)
	}
	f <- outcome[Out]{out, err}
	if s.order == CompletionOrder {
		s.queue.push(s.ctx, f)
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
