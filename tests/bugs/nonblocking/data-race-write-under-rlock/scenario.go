// Package scenario caches pages and counts how often they are asked for.
package scenario

import (
	"fmt"
	"sync"
)

type cache struct {
	mu    sync.RWMutex
	pages map[string]string
	hits  int
}

func (c *cache) put(url, page string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[url] = page
}

func (c *cache) get(url string) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	page, ok := c.pages[url]
	if ok {
		c.hits++
	}
	return page, ok
}

// Run asks three times for what is there.
func Run() error {
	c := &cache{pages: make(map[string]string)}
	c.put("/", "home")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { c.get("/") })
	}
	wg.Wait()
	if c.hits != 3 {
		return fmt.Errorf("counted %d hits, want 3", c.hits)
	}
	return nil
}
