// Package scenario serves routes from a map that is replaced as a whole.
package scenario

import (
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
)

type router struct {
	mu     sync.Mutex
	routes atomic.Pointer[map[string]string]
}

func (r *router) set(path, handler string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	current := *r.routes.Load()
	if _, ok := current[path]; ok {
		current[path] = handler
		return
	}
	next := maps.Clone(current)
	next[path] = handler
	r.routes.Store(&next)
}

func (r *router) find(path string) string { return (*r.routes.Load())[path] }

// Run changes a route while it is looked up.
func Run() error {
	r := &router{}
	r.routes.Store(&map[string]string{})
	r.set("/", "home")
	var found string
	var wg sync.WaitGroup
	wg.Go(func() { r.set("/", "news") })
	wg.Go(func() { found = r.find("/") })
	wg.Wait()
	if found != "home" && found != "news" || r.find("/") != "news" {
		return fmt.Errorf("found %q and then %q", found, r.find("/"))
	}
	return nil
}
