// Package scenario keeps sessions in a registry of weak pointers: a session lives as long as the goroutine that serves
// it, and the registry can still end it.
package scenario

import (
	"errors"
	"sync"
	"weak"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type session struct {
	user  string
	quit  chan struct{}
	ended chan struct{}
}

// serve keeps the session alive: it is used to the end.
func (s *session) serve() {
	<-s.quit
	s.user = ""
	close(s.ended)
}

type registry struct {
	mu       sync.Mutex
	sessions map[string]weak.Pointer[session]
}

// replace ends the user's session, if there is one, and begins another.
func (r *registry) replace(user string) (replaced bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if old := r.sessions[user].Value(); old != nil {
		close(old.quit)
		<-old.ended
		replaced = old.user == ""
	}
	s := &session{user: user, quit: make(chan struct{}), ended: make(chan struct{})}
	r.sessions[user] = weak.Make(s)
	go s.serve()
	return replaced
}

var sessions = registry{sessions: map[string]weak.Pointer[session]{}}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	sessions.replace("ann")
	if !sessions.replace("ann") {
		return errors.New("there was no session to replace")
	}
	return nil
}
