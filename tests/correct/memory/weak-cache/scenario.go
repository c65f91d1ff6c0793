// Package scenario shares values through a cache that does not keep them alive.
package scenario

import (
	"fmt"
	"runtime"
	"sync"
	"weak"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type image struct {
	name   string
	pixels [256]byte
}

type cache struct{ entries sync.Map } // of weak.Pointer[image] by name

func (c *cache) get(name string) *image {
	var made *image
	for {
		entry, found := c.entries.Load(name)
		if !found {
			if made == nil {
				made = &image{name: name}
				made.pixels[0] = name[0]
			}
			pointer := weak.Make(made)
			entry, found = c.entries.LoadOrStore(name, pointer)
			if !found {
				runtime.AddCleanup(made, func(name string) { c.entries.CompareAndDelete(name, pointer) }, name)
				return made
			}
		}
		if shared := entry.(weak.Pointer[image]).Value(); shared != nil {
			return shared
		}
		c.entries.CompareAndDelete(name, entry) // it has died, and its clean-up is on its way
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var c cache
	var viewers sync.WaitGroup
	errs := make(chan error, 40)
	for i := range 4 {
		viewers.Go(func() {
			for j := range 10 {
				name := fmt.Sprint("abcde"[j%5:][:1], ".png")
				if img := c.get(name); img.name != name || img.pixels[0] != name[0] {
					errs <- fmt.Errorf("got %s, want %s", img.name, name)
				}
				if i == 0 && j == 5 {
					runtime.GC()
				}
			}
		})
	}
	viewers.Wait()
	kept := c.get("kept.png")
	runtime.GC()
	if again := c.get("kept.png"); again != kept {
		return fmt.Errorf("an image that is in use was lost")
	}
	close(errs)
	return <-errs
}
