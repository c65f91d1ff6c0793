// Package workerpool runs a bounded number of tasks at once and lets a bounded
// number wait.
//
// Known wrong: a task's context has the values of that of its Submit.
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
	accepted semaphore     // workers + queue
	running  semaphore     // workers
	closing  chan struct{} // closed when the first Shutdown begins
	drained  chan struct{} // closed when, after that, the last task has ended

	ctx    context.Context // of every task
	cancel context.CancelFunc

	mu      sync.Mutex
	tasks   int // goroutines
	closed  bool
	aborted error // of the Shutdown whose context ended first, if any
	errs    []error
	over    bool  // drained is closed, and result is final
	result  error // of Shutdown
}

type semaphore chan struct{}

// A taskContext ends with the pool and has the values of a Submit's context,
// which may be large, or gone out of use, by the time at which the task runs.
type taskContext struct {
	context.Context
	values context.Context
}

func (c taskContext) Value(key any) any { return c.values.Value(key) }

// New returns a pool that runs at most workers tasks at once and lets at most
// queue more wait. It panics if workers < 1 or queue < 0.
func New(workers, queue int) *Pool {
	if workers < 1 || queue < 0 {
		panic(fmt.Sprintf("workerpool: New(%d, %d): want at least 1 worker and a queue of at least 0", workers, queue))
	}
	p := &Pool{
		accepted: make(semaphore, workers+queue),
		running:  make(semaphore, workers),
		closing:  make(chan struct{}),
		drained:  make(chan struct{}),
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
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
	case p.accepted <- struct{}{}:
	case <-p.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}

	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		<-p.accepted
		return ErrClosed
	}
	p.tasks++
	go func() {
		err := p.wait(taskContext{p.ctx, context.WithoutCancel(ctx)}, t)
		<-p.accepted
		p.end(err)
	}()
	return nil
}

// wait runs t with ctx when it is its turn, or drops it when the pool is aborted first.
func (p *Pool) wait(ctx context.Context, t Task) error {
	select {
	case p.running <- struct{}{}:
		defer func() { <-p.running }()
	case <-p.ctx.Done():
		return nil
	}
	if p.ctx.Err() != nil {
		return nil
	}
	return p.run(ctx, t)
}

// run calls t and turns a panic into an error.
func (p *Pool) run(ctx context.Context, t Task) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("workerpool: task panicked: %v", v)
		}
	}()
	return t(ctx)
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
	return p.result
}

func (p *Pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed = true
		close(p.closing)
		p.settleIfDrained()
	}
}

// abort cancels all tasks, unless the pool is over or was aborted before.
func (p *Pool) abort(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over && p.aborted == nil {
		p.aborted = err
		p.cancel()
	}
}

// end records how a task ended.
func (p *Pool) end(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tasks--
	if err != nil {
		p.errs = append(p.errs, err)
	}
	p.settleIfDrained()
}

// settleIfDrained fixes the result once the pool is closed and its last task
// has ended. The caller holds the mutex.
func (p *Pool) settleIfDrained() {
	if !p.closed || p.tasks > 0 {
		return
	}
	p.over = true
	p.result = p.aborted
	if p.aborted == nil {
		p.result = errors.Join(p.errs...)
	}
	p.cancel()
	close(p.drained)
}
