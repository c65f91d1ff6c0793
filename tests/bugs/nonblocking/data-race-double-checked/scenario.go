// Package scenario opens a connection when it is needed for the first time.
package scenario

import (
	"fmt"
	"sync"
)

type conn struct {
	address string
	opened  int
}

type client struct {
	mu      sync.Mutex
	current *conn
	opened  int
}

func (c *client) connection() *conn {
	if c.current == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.current == nil {
			c.opened++
			c.current = &conn{address: "db:5432", opened: c.opened}
		}
	}
	return c.current
}

// Run asks for the connection from three goroutines.
func Run() error {
	c := &client{}
	conns := make([]*conn, 3)
	var wg sync.WaitGroup
	for i := range conns {
		wg.Go(func() { conns[i] = c.connection() })
	}
	wg.Wait()
	for _, got := range conns {
		if got != conns[0] || got.address != "db:5432" || got.opened != 1 {
			return fmt.Errorf("got the connection %+v, want one for all", got)
		}
	}
	return nil
}
