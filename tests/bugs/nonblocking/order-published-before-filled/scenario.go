// Package scenario opens sessions that others can find at once.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type session struct {
	user atomic.Value
}

type sessions struct {
	byID sync.Map
}

func (s *sessions) open(id int, user string) {
	session := &session{}
	s.byID.Store(id, session)
	session.user.Store(user)
}

func (s *sessions) user(id int) (name string, open bool) {
	found, ok := s.byID.Load(id)
	if !ok {
		return "", false
	}
	name, _ = found.(*session).user.Load().(string)
	return name, true
}

// Run looks for sessions while they are opened.
func Run() error {
	var s sessions
	var wg sync.WaitGroup
	wrong := make([]bool, 2)
	wg.Go(func() {
		for id := range 5 {
			s.open(id, "ada")
		}
	})
	for i := range wrong {
		wg.Go(func() {
			for n := range 15 {
				if name, open := s.user(n % 5); open && name != "ada" {
					wrong[i] = true
				}
			}
		})
	}
	wg.Wait()
	if wrong[0] || wrong[1] {
		return fmt.Errorf("an open session had no user")
	}
	return nil
}
