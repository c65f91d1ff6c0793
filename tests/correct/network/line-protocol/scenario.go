// Package scenario reads lines of a connection in a goroutine, until its deadline.
package scenario

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A reader's error is written before lines is closed.
type reader struct {
	lines chan string
	err   error
}

func read(c net.Conn) *reader {
	r := &reader{lines: make(chan string)}
	go func() {
		defer close(r.lines)
		scanner := bufio.NewScanner(c)
		for scanner.Scan() {
			r.lines <- scanner.Text()
		}
		r.err = scanner.Err()
	}()
	return r
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	r := read(here)
	written := make(chan error, 1)
	go func() {
		_, err := fmt.Fprint(there, "one\ntwo\nthr")
		written <- err
	}()
	got := []string{<-r.lines, <-r.lines}
	if err := <-written; err != nil {
		return err
	}
	if err := here.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		return err
	}
	for line := range r.lines {
		got = append(got, line) // what there was of the last line
	}
	if want := []string{"one", "two", "thr"}; !slices.Equal(got, want) {
		return fmt.Errorf("the lines are %q, want %q", got, want)
	}
	if !errors.Is(r.err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("reading ended with %v, want the deadline", r.err)
	}
	return nil
}
