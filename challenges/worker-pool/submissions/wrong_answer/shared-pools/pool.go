// Package workerpool runs tasks on a bounded number of workers, with a bounded
// queue in front of them.
//
// Known wrong: pools of one size are one pool, as if they were a cache.
package workerpool

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// ErrClosed is what Submit returns once Shutdown has begun.
var ErrClosed = errors.New("workerpool: closed")

// A Task is one unit of work. Its context is cancelled when the pool gives up
// waiting for it; see Pool.Shutdown.
type Task func(ctx context.Context) error

// A Pool runs tasks. Its methods may be called from any number of goroutines.
type Pool struct {
	limit   int           // of workers
	room    chan struct{} // holds a token for each task that is accepted and not finished
	closing chan struct{} // closed when the first Shutdown begins
	drained chan struct{} // closed when, after that, the last worker leaves

	ctx    context.Context // of every task
	cancel context.CancelFunc

	mu      sync.Mutex
	workers int
	queue   []Task // accepted, not started, oldest first
	closed  bool
	over    bool  // drained is closed
	aborted error // of the Shutdown whose context ended first, if any
	errs    []error
}

// pools holds those that no Shutdown has ended, by their size.
var pools sync.Map

type size struct{ workers, queue int }

// New returns a pool that runs at most workers tasks at once and lets at most
// queue more wait. It panics if workers < 1 or queue < 0.
func New(workers, queue int) *Pool {
	if workers < 1 || queue < 0 {
		panic(fmt.Sprintf("workerpool: New(%d, %d): want at least 1 worker and a queue of at least 0", workers, queue))
	}
	if shared, ok := pools.Load(size{workers, queue}); ok {
		return shared.(*Pool) // with whatever somebody else has in it
	}
	p := &Pool{
		limit:   workers,
		room:    make(chan struct{}, workers+queue),
		closing: make(chan struct{}),
		drained: make(chan struct{}),
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	pools.Store(size{workers, queue}, p)
	return p
}

// Submit hands t to the pool and returns nil once the pool has accepted it.
// While the pool is full it blocks until there is room, ctx is done or the
// pool shuts down.
func (p *Pool) Submit(ctx context.Context, t Task) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case p.room <- struct{}{}:
	case <-p.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	if !p.accept(t) {
		<-p.room
		return ErrClosed
	}
	return nil
}

// accept starts or queues t, for which there is room, unless the pool is
// closed.
func (p *Pool) accept(t Task) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return false
	case p.workers < p.limit:
		p.workers++
		go p.work(t)
	default:
		p.queue = append(p.queue, t)
	}
	return true
}

// Shutdown stops acceptance, waits for the accepted tasks and returns their
// errors joined. If ctx ends first, it cancels the tasks' context, drops the
// tasks that have not started, waits for the running ones and returns ctx's
// error. Every call returns the same result.
func (p *Pool) Shutdown(ctx context.Context) error {
	p.close()
	select {
	case <-p.drained:
	case <-ctx.Done():
		p.abort(ctx.Err())
		<-p.drained
	}
	// After drained is closed nothing writes these.
	if p.aborted != nil {
		return p.aborted
	}
	return errors.Join(p.errs...)
}

func (p *Pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.closed = true
	pools.CompareAndDelete(size{p.limit, cap(p.room) - p.limit}, p)
	close(p.closing)
	p.endIfDrained()
}

// abort drops the queue and cancels what runs, unless the pool is over or was
// aborted before.
func (p *Pool) abort(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over || p.aborted != nil {
		return
	}
	p.aborted = err
	p.queue = nil
	p.cancel()
}

// work runs t and then whatever waits. It returns when nothing does.
func (p *Pool) work(t Task) {
	for more := true; more; {
		err := p.run(t)
		t, more = p.next(err)
		<-p.room
	}
}

// next records how a task ended and returns the oldest waiting one. If there
// is none, the calling worker no longer counts and has to leave.
func (p *Pool) next(err error) (t Task, more bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.errs = append(p.errs, err)
	}
	if len(p.queue) == 0 {
		p.workers--
		p.endIfDrained()
		return nil, false
	}
	t, p.queue[0] = p.queue[0], nil
	p.queue = p.queue[1:]
	return t, true
}

// endIfDrained closes drained if the pool is closed and its last worker has
// left. The caller holds the mutex.
func (p *Pool) endIfDrained() {
	if p.closed && p.workers == 0 {
		p.over = true
		p.cancel()
		close(p.drained)
	}
}

// run calls t and turns a panic into an error.
func (p *Pool) run(t Task) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("workerpool: task panicked: %v", v)
		}
	}()
	return t(p.ctx)
}
