// Package scenario publishes events to those who listen.
package scenario

import (
	"fmt"
	"sync"
)

type hub struct {
	mu        sync.Mutex
	listeners []chan string
}

func (h *hub) subscribe() <-chan string {
	events := make(chan string, 4)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listeners = append(h.listeners, events)
	return events
}

func (h *hub) publish(event string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.listeners {
		l <- event
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.listeners {
		close(l)
	}
	h.listeners = nil
}

// Run starts a listener and publishes an event when it has begun.
func Run() error {
	h := &hub{}
	heard := make(chan int)
	begun, ready := make(chan struct{}), make(chan struct{})
	go func() {
		close(begun)
		events := h.subscribe()
		close(ready)
		n := 0
		for range events {
			n++
		}
		heard <- n
	}()
	<-begun
	h.publish("start")
	<-ready
	h.close()
	if n := <-heard; n != 1 {
		return fmt.Errorf("heard %d events, want 1", n)
	}
	return nil
}
