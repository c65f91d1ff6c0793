// Package workerpool runs tasks on a fixed number of workers, with a bounded
// queue in front of them.
//
// Known wrong: every Submit starts a goroutine that runs its task at once:
// nothing is bounded.
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
	drained chan struct{} // closed when, after Shutdown has begun, the last task ends

	ctx    context.Context // of every task
	cancel context.CancelFunc

	mu      sync.Mutex
	running int
	closed  bool
	over    bool  // drained is closed
	aborted error // of the Shutdown whose context ended first, if any
	errs    []error
}

// New returns a pool that runs at most workers tasks at once and lets at most
// queue more wait. It panics if workers < 1 or queue < 0.
func New(workers, queue int) *Pool {
	if workers < 1 || queue < 0 {
		panic(fmt.Sprintf("workerpool: New(%d, %d): want at least 1 worker and a queue of at least 0", workers, queue))
	}
	p := &Pool{
		drained: make(chan struct{}),
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
	if !p.accept(t) {
		return ErrClosed
	}
	return nil
}

// accept starts t unless the pool is closed.
func (p *Pool) accept(t Task) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return false
	default:
		p.running++
		go p.work(t)
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
	p.endIfDrained()
}

// abort cancels what runs, unless the pool is over or was
// aborted before.
func (p *Pool) abort(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over || p.aborted != nil {
		return
	}
	p.aborted = err
	p.cancel()
}

// work runs t and records how it ended.
func (p *Pool) work(t Task) {
	err := p.run(t)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.errs = append(p.errs, err)
	}
	p.running--
	p.endIfDrained()
}

// endIfDrained closes drained if the pool is closed and its last task has
// ended. The caller holds the mutex.
func (p *Pool) endIfDrained() {
	if p.closed && p.running == 0 {
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
