// Package scenario writes lines in the background.
package scenario

import (
	"fmt"
	"sync"
)

type writer struct {
	mu      sync.Mutex
	closed  bool
	written int
	lines   chan string
	done    chan struct{}
}

func newWriter() *writer {
	w := &writer{lines: make(chan string, 8), done: make(chan struct{})}
	go w.loop()
	return w
}

func (w *writer) loop() {
	defer close(w.done)
	for line := range w.lines {
		w.mu.Lock()
		w.written += len(line)
		w.mu.Unlock()
	}
}

func (w *writer) close() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		close(w.lines)
		<-w.done
	}
	return w.written
}

// Run writes a few lines and closes.
func Run() error {
	w := newWriter()
	for _, line := range []string{"one", "two", "three"} {
		w.lines <- line
	}
	if n := w.close(); n != 11 {
		return fmt.Errorf("wrote %d bytes, want 11", n)
	}
	return nil
}
