package workerpool

import (
	"context"
	"errors"
)

var ErrClosed = errors.New("workerpool: closed")

type Size struct{}

type Task func(ctx context.Context) error

type Pool struct{}

func New(workers, queue Size) *Pool { return &Pool{} }

func (p *Pool) Submit(ctx context.Context, t Task) error { return nil }

func (p *Pool) Shutdown(ctx context.Context) error { return nil }
