// Package scenario ends a session after two idle periods without a message.
package scenario

import (
	"fmt"
	"time"
)

const idle = 200 * time.Microsecond

type session struct {
	messages chan string
	warnings int
	received int
}

func (s *session) loop() {
	timer := time.NewTimer(idle)
	defer timer.Stop()
	for s.warnings < 2 {
		select {
		case <-timer.C:
			s.warnings++
		case <-s.messages:
			s.received++
			s.warnings = 0
		}
		if !timer.Stop() {
			<-timer.C
		}
		timer.Reset(idle)
	}
}

// Run leaves a session alone after one message.
func Run() error {
	s := &session{messages: make(chan string, 1)}
	s.messages <- "hello"
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.loop()
	}()
	<-ended
	if s.received != 1 || s.warnings != 2 {
		return fmt.Errorf("%d messages and %d warnings, want 1 and 2", s.received, s.warnings)
	}
	return nil
}
