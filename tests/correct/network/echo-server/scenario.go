// Package scenario runs an echo server of its own make on the loopback interface, and closes it under its clients.
package scenario

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type server struct {
	listener net.Listener
	all      sync.WaitGroup
	mu       sync.Mutex
	conns    map[net.Conn]struct{}
	closed   bool
}

func (s *server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.closed {
			c.Close()
		} else {
			s.conns[c] = struct{}{}
			s.all.Go(func() { io.Copy(c, c) })
		}
		s.mu.Unlock()
	}
}

func (s *server) close() {
	s.mu.Lock()
	s.closed = true
	s.listener.Close()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.all.Wait()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &server{listener: l, conns: map[net.Conn]struct{}{}}
	s.all.Go(s.accept)
	var clients, greeted sync.WaitGroup
	errs := make([]error, 3)
	for i := range errs {
		greeted.Add(1)
		clients.Go(func() {
			seen := sync.OnceFunc(greeted.Done)
			defer seen() // also if there was no echo
			errs[i] = talk(l.Addr().String(), seen)
		})
	}
	greeted.Wait()
	s.close()
	clients.Wait()
	return errors.Join(errs...)
}

// talk is echoed once, and then waits for the server to hang up.
func talk(addr string, echoed func()) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	fmt.Fprintln(c, "hello")
	lines := bufio.NewScanner(c)
	if !lines.Scan() || lines.Text() != "hello" {
		return fmt.Errorf("the echo is %q, %v", lines.Text(), lines.Err())
	}
	echoed()
	if lines.Scan() {
		return fmt.Errorf("the server said %q", lines.Text())
	}
	return nil
}
