package main

import (
	"net"
	"net/http"
	"sync"
)

// conns knows the state of every connection of a server.
type conns struct {
	mu       sync.Mutex
	changed  sync.Cond
	states   map[net.Conn]http.ConnState
	draining bool
}

func newConns() *conns {
	c := &conns{states: make(map[net.Conn]http.ConnState)}
	c.changed.L = &c.mu
	return c
}

// observe is the server's ConnState.
func (c *conns) observe(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateClosed, http.StateHijacked:
		delete(c.states, conn)
	default:
		c.states[conn] = state
	}
	if c.draining {
		c.closeUnlessBusy(conn)
	}
	c.changed.Signal()
}

// drain closes the connections on which no request is in flight, and waits for
// the others. Connections that come later are treated alike.
func (c *conns) drain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.draining = true
	for conn := range c.states {
		c.closeUnlessBusy(conn)
	}
	for len(c.states) > 0 {
		c.changed.Wait()
	}
}

// closeUnlessBusy forgets the connection too: whatever the server still reads
// from it cannot be answered.
func (c *conns) closeUnlessBusy(conn net.Conn) {
	if state, known := c.states[conn]; known && state != http.StateActive {
		conn.Close()
		delete(c.states, conn)
	}
}
