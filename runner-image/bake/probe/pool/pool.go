// Package workerpool stands for a submission.
package workerpool

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// ErrClosed is returned once the pool is closed.
var ErrClosed = errors.New("workerpool: closed")

// Pool counts what it ran.
type Pool struct {
	mu  sync.Mutex
	ran atomic.Int64
}

// Do runs f, one at a time.
func (p *Pool) Do(ctx context.Context, f func(context.Context) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ran.Add(1)
	return f(ctx)
}
