// Package scenario is a pool of connections with a line of waiters.
package scenario

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

type conn struct{ uses int }

type pool struct {
	mu      sync.Mutex
	free    []*conn
	waiters []chan *conn
}

func (p *pool) get(ctx context.Context) (*conn, error) {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		c := p.free[n-1]
		p.free = p.free[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	turn := make(chan *conn, 1)
	p.waiters = append(p.waiters, turn)
	p.mu.Unlock()
	select {
	case c := <-turn:
		return c, nil
	case <-ctx.Done():
		p.mu.Lock()
		defer p.mu.Unlock()
		p.waiters = slices.DeleteFunc(p.waiters, func(w chan *conn) bool { return w == turn })
		return nil, ctx.Err()
	}
}

func (p *pool) put(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiters) == 0 {
		p.free = append(p.free, c)
		return
	}
	p.waiters[0] <- c
	p.waiters = p.waiters[1:]
}

// Run gives the only connection back while the one who waits for it gives up.
func Run() error {
	p := &pool{}
	only := &conn{}
	ctx, giveUp := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if c, err := p.get(ctx); err == nil {
			p.put(c)
		}
	})
	wg.Go(func() { p.put(only) })
	wg.Go(giveUp)
	wg.Wait()
	c, err := p.get(context.Background())
	if err != nil || c != only {
		return fmt.Errorf("got the connection %v (%v), want the only one", c, err)
	}
	return nil
}
