// Package fanout runs the stages of a pipeline with bounded parallelism.
//
// All state of a run is under one mutex. Values wait for a worker in a ring, and
// results wait for the loop in another: with InputOrder a result goes to the
// place of its value, with CompletionOrder to the next free one.
package fanout

import (
	"context"
	"fmt"
	"iter"
	"sync"
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
	return func(yield func(Out, error) bool) {
		if err := ctx.Err(); err != nil {
			var zero Out
			yield(zero, err)
			return
		}
		s := newStage(ctx, 2*workers, order, f)
		defer s.stop() // also when the loop body panics
		s.running.Go(func() { s.feed(source) })
		for range workers {
			s.running.Go(s.work)
		}
		if err := s.deliver(ctx, yield); err != nil {
			s.stop()
			var zero Out
			yield(zero, err)
		}
	}
}

// An input is what the source yielded.
type input[In any] struct {
	value In
	err   error
}

// A result is what became of an input.
type result[Out any] struct {
	value Out
	err   error
	ready bool
}

// A stage is one run of Map.
type stage[In, Out any] struct {
	order Order
	f     func(context.Context, In) (Out, error)

	ctx     context.Context // of the calls; wakes everybody when it ends
	cancel  context.CancelFunc
	running sync.WaitGroup // feeder and workers

	mu      sync.Mutex
	room    sync.Cond // yielded has grown, or the run is over
	todo    sync.Cond // pulled has grown, or the input or the run is over
	due     sync.Cond // a result has become ready, or the input or the run is over
	inputs  []input[In]
	results []result[Out]

	// Each of these counts, and is a place in the rings modulo their size;
	// yielded <= returned <= taken <= pulled <= yielded + size.
	pulled, taken, returned, yielded int

	ended  bool // the source has no more
	failed bool // a call has returned an error
}

func newStage[In, Out any](
	ctx context.Context, size int, order Order, f func(context.Context, In) (Out, error),
) *stage[In, Out] {
	s := &stage[In, Out]{
		order:   order,
		f:       f,
		inputs:  make([]input[In], size),
		results: make([]result[Out], size),
	}
	s.room.L, s.todo.L, s.due.L = &s.mu, &s.mu, &s.mu
	s.ctx, s.cancel = context.WithCancel(ctx)
	context.AfterFunc(s.ctx, s.wake)
	return s
}

func (s *stage[In, Out]) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room.Broadcast()
	s.todo.Broadcast()
	s.due.Broadcast()
}

// stop cancels the calls and returns when they and the source have returned.
func (s *stage[In, Out]) stop() {
	s.cancel()
	s.running.Wait()
}

// over reports that nobody has any use for further calls. The caller holds the
// mutex.
func (s *stage[In, Out]) over() bool { return s.failed || s.ctx.Err() != nil }

// feed puts what the source yields into the ring.
func (s *stage[In, Out]) feed(source iter.Seq2[In, error]) {
	for value, err := range source {
		if !s.put(input[In]{value, err}) {
			break
		}
	}
	s.end()
}

// put waits for room and reports whether there is a use for more.
func (s *stage[In, Out]) put(in input[In]) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.pulled == s.yielded+len(s.inputs) && !s.over() {
		s.room.Wait()
	}
	if s.over() {
		return false
	}
	s.inputs[s.pulled%len(s.inputs)] = in
	s.pulled++
	if in.err != nil {
		s.end()
		return false
	}
	s.todo.Signal()
	return true
}

// end says that there are no more inputs.
func (s *stage[In, Out]) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.todo.Broadcast()
	s.due.Signal()
}

// work calls f for one input after the other. They are taken in order: when
// there is a failure, all that come before it have been taken.
func (s *stage[In, Out]) work() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		for s.taken == s.pulled && !s.ended && !s.over() {
			s.todo.Wait()
		}
		if s.taken == s.pulled || s.over() {
			return
		}
		place := s.taken
		s.taken++
		in := s.inputs[place%len(s.inputs)]
		s.mu.Unlock()
		r := s.call(in)
		s.mu.Lock()
		s.settle(place, r)
	}
}

// settle puts a result where the loop will find it. The caller holds the
// mutex.
func (s *stage[In, Out]) settle(place int, r result[Out]) {
	if s.order == CompletionOrder {
		place = s.returned
	}
	s.returned++
	s.results[place%len(s.results)] = r
	if r.err != nil && !s.failed {
		s.failed = true
		s.room.Broadcast()
		s.todo.Broadcast()
	}
	s.due.Signal()
}

// call calls f and turns a panic into an error.
func (s *stage[In, Out]) call(in input[In]) (r result[Out]) {
	r.ready = true
	if in.err != nil {
		r.err = in.err
		return r
	}
	defer func() {
		if v := recover(); v != nil {
			r.err = fmt.Errorf("fanout: call panicked: %v", v)
		}
	}()
	r.value, r.err = s.f(s.ctx, in.value)
	return r
}

// deliver yields the results. It returns the error that ends the sequence, if
// one does.
func (s *stage[In, Out]) deliver(ctx context.Context, yield func(Out, error) bool) error {
	for {
		r := s.next()
		if err := ctx.Err(); err != nil {
			return err
		}
		if !r.ready || r.err != nil {
			return r.err
		}
		if !yield(r.value, nil) {
			return nil
		}
	}
}

// next waits for the next result in turn and makes room. It returns one that
// is not ready when there are no more.
func (s *stage[In, Out]) next() result[Out] {
	s.mu.Lock()
	defer s.mu.Unlock()
	slot := &s.results[s.yielded%len(s.results)]
	for !slot.ready && s.ctx.Err() == nil && !(s.ended && s.yielded == s.pulled) {
		s.due.Wait()
	}
	r := *slot
	if r.ready {
		*slot = result[Out]{}
		s.yielded++
		s.room.Signal()
	}
	return r
}

// Merge yields the values of all sources as they come. The first error ends
// the sequence.
func Merge[T any](ctx context.Context, sources ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := ctx.Err(); err != nil {
			var zero T
			yield(zero, err)
			return
		}
		m := newMerger[T](ctx, len(sources))
		defer m.stop() // also when the loop body panics
		for _, source := range sources {
			m.running.Go(func() { m.drain(source) })
		}
		if err := m.deliver(ctx, yield); err != nil {
			m.stop()
			var zero T
			yield(zero, err)
		}
	}
}

// A merger is one run of Merge.
type merger[T any] struct {
	ctx     context.Context // wakes everybody when it ends
	cancel  context.CancelFunc
	running sync.WaitGroup // sources

	mu    sync.Mutex
	room  sync.Cond  // taken has grown, or the run is over
	due   sync.Cond  // there is an input, a source has returned, or the run is over
	queue []input[T] // at most one of each source, in the order of their coming
	alive int        // sources that have not returned

	put, taken int // inputs that ever were in the queue, and that have left it
}

func newMerger[T any](ctx context.Context, sources int) *merger[T] {
	m := &merger[T]{alive: sources}
	m.room.L, m.due.L = &m.mu, &m.mu
	m.ctx, m.cancel = context.WithCancel(ctx)
	context.AfterFunc(m.ctx, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.room.Broadcast()
		m.due.Broadcast()
	})
	return m
}

// stop ends the sources and returns when they have returned.
func (m *merger[T]) stop() {
	m.cancel()
	m.running.Wait()
}

// drain queues what source yields, up to its error if there is one.
func (m *merger[T]) drain(source iter.Seq2[T, error]) {
	for value, err := range source {
		if !m.offer(input[T]{value, err}) || err != nil {
			break
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.alive--
	m.due.Signal()
}

// offer queues in and waits until it has been taken. It reports whether there
// is a use for more.
func (m *merger[T]) offer(in input[T]) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.queue = append(m.queue, in)
	m.put++
	place := m.put
	m.due.Signal()
	for m.taken < place && m.ctx.Err() == nil {
		m.room.Wait()
	}
	return m.ctx.Err() == nil
}

// deliver yields what is queued. It returns the error that ends the sequence,
// if one does.
func (m *merger[T]) deliver(ctx context.Context, yield func(T, error) bool) error {
	for {
		in, ok := m.next()
		if err := ctx.Err(); err != nil {
			return err
		}
		if !ok || in.err != nil {
			return in.err
		}
		if !yield(in.value, nil) {
			return nil
		}
	}
}

// next takes the oldest input. It returns false when there are no more.
func (m *merger[T]) next() (in input[T], ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.queue) == 0 && m.alive > 0 && m.ctx.Err() == nil {
		m.due.Wait()
	}
	if len(m.queue) == 0 {
		return in, false
	}
	in = m.queue[0]
	m.queue = m.queue[1:]
	m.taken++
	m.room.Broadcast()
	return in, true
}
