// Package scenario starts plugins and waits until all are ready.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type plugin struct {
	name  string
	ready atomic.Bool
}

func (p *plugin) start() { p.ready.Store(true) }

func startAll(plugins []*plugin) {
	var wg sync.WaitGroup
	wg.Add(len(plugins))
	for _, p := range plugins {
		go func() {
			defer wg.Done()
			p.start()
		}()
		wg.Wait()
	}
}

// Run starts one plugin, and then two.
func Run() error {
	for _, plugins := range [][]*plugin{{{name: "auth"}}, {{name: "log"}, {name: "mail"}}} {
		startAll(plugins)
		for _, p := range plugins {
			if !p.ready.Load() {
				return fmt.Errorf("%s is not ready", p.name)
			}
		}
	}
	return nil
}
