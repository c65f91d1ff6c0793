// Package workerpool runs tasks on a fixed number of workers, with a bounded
// queue in front of them.
//
// Known wrong: it has package context start goroutines, as many as there are
// Submit calls in flight. None of them has a frame of the pool.
package workerpool

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// ErrClosed is what Submit returns once Shutdown has begun.
var ErrClosed = errors.New("workerpool: closed")

// errDrained is the cause with which a pool's context ends when every accepted
// task has run.
var errDrained = errors.New("workerpool: drained")

// A Task is one unit of work. Its context is cancelled when the pool gives up
// waiting for it; see Pool.Shutdown.
type Task func(ctx context.Context) error

// A Pool runs tasks. Its methods may be called from any number of goroutines.
type Pool struct {
	tasks   chan Task
	closing chan struct{} // closed when the first Shutdown begins
	done    chan struct{} // closed by the last worker to leave
	alive   atomic.Int64  // workers that have not left

	// ctx is every task's context. The first call of stop decides how the
	// pool ends: with errDrained, or with the error of a Shutdown's context.
	ctx  context.Context
	stop context.CancelCauseFunc

	closeOnce sync.Once
	sending   sync.RWMutex // held for reading by senders on tasks

	mu   sync.Mutex
	errs []error // of tasks, in the order in which they ended
}

// New returns a pool that runs at most workers tasks at once and lets at most
// queue more wait. It panics if workers < 1 or queue < 0.
func New(workers, queue int) *Pool {
	if workers < 1 || queue < 0 {
		panic(fmt.Sprintf("workerpool: New(%d, %d): want at least 1 worker and a queue of at least 0", workers, queue))
	}
	p := &Pool{
		tasks:   make(chan Task, queue),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
	}
	p.ctx, p.stop = context.WithCancelCause(context.Background())
	p.alive.Store(int64(workers))
	for range workers {
		go p.work()
	}
	return p
}

// An either ends with the pool, too. Package context does not know the type: it
// starts a goroutine for each context that is derived from one.
type either struct {
	context.Context
	closing <-chan struct{}
}

func (e either) Done() <-chan struct{} { return e.closing }

func (e either) Err() error {
	select {
	case <-e.closing:
		return ErrClosed
	default:
		return nil
	}
}

// Submit hands t to the pool and returns nil once the pool has accepted it.
// While the pool is full it blocks until there is room, ctx is done or the
// pool shuts down.
func (p *Pool) Submit(ctx context.Context, t Task) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p.sending.RLock()
	defer p.sending.RUnlock()
	// A select chooses at random: only a look of its own makes sure that
	// nothing is accepted once Shutdown has begun.
	select {
	case <-p.closing:
		return ErrClosed
	default:
	}
	closing, cancel := context.WithCancel(either{ctx, p.closing})
	defer cancel()
	select {
	case p.tasks <- t:
		return nil
	case <-closing.Done():
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Shutdown stops acceptance, waits for the accepted tasks and returns their
// errors joined. If ctx ends first, it cancels the tasks' context, drops the
// tasks that have not started, waits for the running ones and returns ctx's
// error. Every call returns the same result.
func (p *Pool) Shutdown(ctx context.Context) error {
	p.closeOnce.Do(p.stopAccepting)
	select {
	case <-p.done:
	case <-ctx.Done():
		p.stop(ctx.Err())
		<-p.done
	}
	// From here on the context has a cause and errs has no writer.
	if cause := context.Cause(p.ctx); cause != errDrained {
		return cause
	}
	return errors.Join(p.errs...)
}

// stopAccepting ends the blocked Submit calls, then the workers' loops.
func (p *Pool) stopAccepting() {
	close(p.closing)
	p.sending.Lock()
	defer p.sending.Unlock()
	close(p.tasks)
}

func (p *Pool) work() {
	for t := range p.tasks {
		if p.ctx.Err() != nil {
			continue // dropped: a Shutdown's context has ended
		}
		if err := p.run(t); err != nil {
			p.mu.Lock()
			p.errs = append(p.errs, err)
			p.mu.Unlock()
		}
	}
	if p.alive.Add(-1) == 0 {
		p.stop(errDrained)
		close(p.done)
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
