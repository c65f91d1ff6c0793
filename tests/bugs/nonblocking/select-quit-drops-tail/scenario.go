// Package scenario writes log lines until it is closed.
package scenario

import "fmt"

type log struct {
	lines   chan string
	quit    chan struct{}
	done    chan struct{}
	written int
}

func open() *log {
	l := &log{lines: make(chan string, 8), quit: make(chan struct{}), done: make(chan struct{})}
	go l.loop()
	return l
}

func (l *log) loop() {
	defer close(l.done)
	for {
		select {
		case <-l.lines:
			l.written++
		case <-l.quit:
			return
		}
	}
}

// close returns when every line is written.
func (l *log) close() {
	close(l.quit)
	<-l.done
}

// Run writes five lines and closes the log.
func Run() error {
	l := open()
	for i := range 5 {
		l.lines <- fmt.Sprint("line ", i)
	}
	l.close()
	if l.written != 5 {
		return fmt.Errorf("wrote %d lines, want 5", l.written)
	}
	return nil
}
