// Package scenario loads a key once for all who ask at the same time.
package scenario

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

var errMissing = errors.New("no such key")

type call struct {
	done  chan struct{}
	value string
	err   error
}

type group struct {
	mu    sync.Mutex
	calls map[string]*call
}

func (g *group) do(key string, load func(string) (string, error)) (string, error) {
	g.mu.Lock()
	if c, ok := g.calls[key]; ok {
		g.mu.Unlock()
		<-c.done
		return c.value, c.err
	}
	c := &call{done: make(chan struct{})}
	g.calls[key] = c
	g.mu.Unlock()

	value, err := load(key)
	g.mu.Lock()
	delete(g.calls, key)
	g.mu.Unlock()
	if err != nil {
		return "", err
	}
	c.value = value
	close(c.done)
	return value, nil
}

func load(key string) (string, error) {
	for _, known := range []string{"a", "b", "c", "d"} {
		if strings.EqualFold(key, known) {
			return fmt.Sprint("value of ", known), nil
		}
	}
	return "", fmt.Errorf("%q: %w", key, errMissing)
}

// Run asks for a key that does not exist from three goroutines.
func Run() error {
	g := &group{calls: make(map[string]*call)}
	if v, err := g.do("a", load); err != nil || v != "value of a" {
		return fmt.Errorf("got %q (%v)", v, err)
	}
	errs := make([]error, 3)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = g.do("", load) })
	}
	wg.Wait()
	for _, err := range errs {
		if !errors.Is(err, errMissing) {
			return fmt.Errorf("got the error %v, want %v", err, errMissing)
		}
	}
	return nil
}
