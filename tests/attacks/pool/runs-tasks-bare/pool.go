package workerpool

import (
	"context"
	"errors"
)

var ErrClosed = errors.New("workerpool: closed")

type Task func(ctx context.Context) error

type Pool struct{}

func New(workers, queue int) *Pool {
	if workers < 1 || queue < 0 {
		panic("workerpool: bad size")
	}
	return &Pool{}
}

func (p *Pool) Submit(ctx context.Context, t Task) error {
	go t(ctx)
	go t(ctx)
	return nil
}

func (p *Pool) Shutdown(ctx context.Context) error { return nil }
