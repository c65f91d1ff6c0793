// Package scenario thumbnails pictures in parallel.
package scenario

import (
	"fmt"
	"strings"
	"sync"
)

type album struct {
	wg     sync.WaitGroup
	mu     sync.Mutex
	thumbs []string
}

func (a *album) thumbnail(name string) {
	if !strings.HasSuffix(name, ".png") {
		return
	}
	a.mu.Lock()
	a.thumbs = append(a.thumbs, "small-"+name)
	a.mu.Unlock()
	a.wg.Done()
}

func (a *album) build(names []string) int {
	a.wg.Add(len(names))
	for _, name := range names {
		go a.thumbnail(name)
	}
	a.wg.Wait()
	return len(a.thumbs)
}

// Run makes the thumbnails of two pictures and leaves a text out.
func Run() error {
	var a album
	if n := a.build([]string{"cat.png", "notes.txt", "dog.png"}); n != 2 {
		return fmt.Errorf("made %d thumbnails, want 2", n)
	}
	return nil
}
