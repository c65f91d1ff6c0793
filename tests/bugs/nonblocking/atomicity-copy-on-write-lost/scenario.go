// Package scenario replaces a configuration as a whole, with one atomic store.
package scenario

import (
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
)

type config struct {
	current atomic.Pointer[map[string]int]
}

func (c *config) set(key string, value int) {
	next := maps.Clone(*c.current.Load())
	next[key] = value
	c.current.Store(&next)
}

// Run sets two keys at once.
func Run() error {
	c := &config{}
	c.current.Store(&map[string]int{"port": 80})
	var wg sync.WaitGroup
	wg.Go(func() { c.set("limit", 10) })
	wg.Go(func() { c.set("depth", 3) })
	wg.Wait()
	if n := len(*c.current.Load()); n != 3 {
		return fmt.Errorf("the configuration has %d keys, want 3", n)
	}
	return nil
}
