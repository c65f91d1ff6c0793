// Package scenario loads settings when they are first asked for.
package scenario

import (
	"fmt"
	"sync"
)

type settings struct {
	once   sync.Once
	values map[string]string
}

func (s *settings) get(key string) string {
	s.once.Do(s.load)
	return s.values[key]
}

func (s *settings) load() {
	s.values = map[string]string{"host": "localhost", "port": "8080"}
	s.values["address"] = s.address()
}

func (s *settings) address() string {
	return s.get("host") + ":" + s.get("port")
}

// Run asks for the address from two goroutines.
func Run() error {
	s := &settings{}
	got := make([]string, 2)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = s.get("address") })
	}
	wg.Wait()
	if got[0] != "localhost:8080" || got[1] != got[0] {
		return fmt.Errorf("got %q, want localhost:8080 twice", got)
	}
	return nil
}
