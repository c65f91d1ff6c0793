// Package scenario answers requests and watches each one's context.
package scenario

import (
	"context"
	"fmt"
	"sync/atomic"
)

type session struct {
	ctx       context.Context
	cancel    context.CancelFunc
	cancelled *atomic.Int32
}

func open(cancelled *atomic.Int32) *session {
	ctx, cancel := context.WithCancel(context.Background())
	s := &session{ctx, cancel, cancelled}
	go s.watch()
	return s
}

func (s *session) watch() {
	<-s.ctx.Done()
	s.cancelled.Add(1)
}

func (s *session) answer(question string) (string, error) {
	if question == "" {
		s.cancel()
		return "", s.ctx.Err()
	}
	return "re: " + question, nil
}

// Run opens two sessions, one of which asks nothing.
func Run() error {
	var cancelled atomic.Int32
	if got, err := open(&cancelled).answer("lunch?"); err != nil || got != "re: lunch?" {
		return fmt.Errorf("got %q (%v)", got, err)
	}
	if _, err := open(&cancelled).answer(""); err == nil {
		return fmt.Errorf("expected an error for an empty question, got none")
	}
	return nil
}
