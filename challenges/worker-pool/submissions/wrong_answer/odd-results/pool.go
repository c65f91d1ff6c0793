// Package workerpool runs tasks on a fixed number of workers, with a bounded
// queue in front of them.
//
// Known wrong: the result tells the usual alone. A context.Canceled of a task
// is taken for the pool's own, and panics have strings, errors or integers.
package workerpool

import (
	"container/list"
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
	capacity int // tasks that may be accepted and not finished

	ctx    context.Context // of every task
	cancel context.CancelFunc
	done   chan struct{} // closed by the last worker to leave

	mu       sync.Mutex
	work     sync.Cond // on mu: queue has grown, or closed was set
	queue    list.List // of Task: accepted, not started, oldest first
	waiters  list.List // of *waiter: Submit calls without room, oldest first
	accepted int       // tasks in queue or running
	workers  int       // workers that have not left
	closed   bool
	aborted  error   // of the Shutdown whose context ended first, if any
	errs     []error // of tasks
	result   error   // of Shutdown; set before done is closed
}

// A waiter is a blocked Submit. Whoever takes it off the list, under the
// mutex, settles it.
type waiter struct {
	task    Task
	settled chan error // has room for one
}

// New returns a pool that runs at most workers tasks at once and lets at most
// queue more wait. It panics if workers < 1 or queue < 0.
func New(workers, queue int) *Pool {
	if workers < 1 || queue < 0 {
		panic(fmt.Sprintf("workerpool: New(%d, %d): want at least 1 worker and a queue of at least 0", workers, queue))
	}
	p := &Pool{capacity: workers + queue, workers: workers, done: make(chan struct{})}
	p.work.L = &p.mu
	p.ctx, p.cancel = context.WithCancel(context.Background())
	for range workers {
		go p.worker()
	}
	return p
}

// Submit hands t to the pool and returns nil once the pool has accepted it.
// While the pool is full it blocks until there is room, ctx is done or the
// pool shuts down.
func (p *Pool) Submit(ctx context.Context, t Task) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return ErrClosed
	}
	if p.accepted < p.capacity {
		p.admit(t)
		p.mu.Unlock()
		return nil
	}
	w := &waiter{task: t, settled: make(chan error, 1)}
	entry := p.waiters.PushBack(w)
	p.mu.Unlock()

	select {
	case err := <-w.settled:
		return err
	case <-ctx.Done():
		return p.giveUp(entry, w, ctx.Err())
	}
}

// giveUp takes a waiter off the list whose context ended with err, unless it
// was settled in the meantime: then that counts.
func (p *Pool) giveUp(entry *list.Element, w *waiter, err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case settled := <-w.settled:
		return settled
	default:
		p.waiters.Remove(entry)
		return err
	}
}

// Shutdown stops acceptance, waits for the accepted tasks and returns their
// errors joined. If ctx ends first, it cancels the tasks' context, drops the
// tasks that have not started, waits for the running ones and returns ctx's
// error. Every call returns the same result.
func (p *Pool) Shutdown(ctx context.Context) error {
	p.close()
	select {
	case <-p.done:
	case <-ctx.Done():
		p.abort(ctx.Err())
		<-p.done
	}
	return p.result
}

// close stops acceptance, turns the blocked Submit calls away and lets the
// workers leave when the queue is empty.
func (p *Pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.closed = true
	for entry := p.waiters.Front(); entry != nil; entry = p.waiters.Front() {
		p.waiters.Remove(entry).(*waiter).settled <- ErrClosed
	}
	p.work.Broadcast()
}

// abort drops the queue and cancels what runs. It has no effect on a pool
// that has finished or was aborted before.
func (p *Pool) abort(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.workers == 0 || p.aborted != nil {
		return
	}
	p.aborted = err
	p.queue.Init()
	p.cancel()
}

// admit accepts a task. The caller holds the mutex and has found room.
func (p *Pool) admit(t Task) {
	p.accepted++
	p.queue.PushBack(t)
	p.work.Signal()
}

// worker runs tasks until the pool is closed and the queue is empty.
func (p *Pool) worker() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		for p.queue.Len() == 0 && !p.closed {
			p.work.Wait()
		}
		if p.queue.Len() == 0 {
			break
		}
		t := p.queue.Remove(p.queue.Front()).(Task)
		p.mu.Unlock()
		err := p.run(t)
		p.mu.Lock()
		p.finish(err)
	}
	p.workers--
	if p.workers == 0 {
		p.settle()
	}
}

// finish records how a task ended and gives its room to the oldest waiter.
// The caller holds the mutex.
func (p *Pool) finish(err error) {
	p.accepted--
	if err != nil && !errors.Is(err, context.Canceled) { // which a task may return for reasons of its own
		p.errs = append(p.errs, err)
	}
	if entry := p.waiters.Front(); entry != nil {
		w := p.waiters.Remove(entry).(*waiter)
		p.admit(w.task)
		w.settled <- nil
	}
}

// settle fixes the result. The last worker calls it, with the mutex held.
func (p *Pool) settle() {
	p.result = p.aborted
	if p.aborted == nil {
		p.result = errors.Join(p.errs...)
	}
	p.cancel()
	close(p.done)
}

// run calls t and turns a panic into an error.
func (p *Pool) run(t Task) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			err = fmt.Errorf("workerpool: task panicked: %w", v)
		case string:
			err = errors.New("workerpool: task panicked: " + v)
		case int:
			err = fmt.Errorf("workerpool: task panicked: %d", v)
		default:
			err = errors.New("workerpool: task panicked")
		}
	}()
	return t(p.ctx)
}
