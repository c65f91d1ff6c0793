// Package scenario walks a tree of folders that others rearrange.
package scenario

import (
	"fmt"
	"sync"
)

type tree struct {
	mu     sync.RWMutex
	parent map[string]string
}

func (t *tree) move(name, to string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.parent[name] = to
}

func (t *tree) path(name string) string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	path := name
	for up := t.parent[name]; up != ""; up = t.parent[up] {
		path = up + "/" + path
	}
	return path
}

func (t *tree) walk(visit func(name string)) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for name := range t.parent {
		visit(name)
	}
}

// Run lists all paths while a folder moves.
func Run() error {
	t := &tree{parent: map[string]string{"a": "", "b": "a", "c": "b"}}
	var wg sync.WaitGroup
	var paths []string
	wg.Go(func() { t.move("c", "a") })
	wg.Go(func() {
		t.walk(func(name string) { paths = append(paths, t.path(name)) })
	})
	wg.Wait()
	if len(paths) != 3 || t.path("c") != "a/c" {
		return fmt.Errorf("got the paths %v, and %s for c", paths, t.path("c"))
	}
	return nil
}
