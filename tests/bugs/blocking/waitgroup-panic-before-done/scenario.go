// Package scenario runs event handlers and survives those that panic.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type dispatcher struct {
	handlers []func(event string)
	panics   atomic.Int32
}

func (d *dispatcher) call(handler func(string), event string, wg *sync.WaitGroup) {
	defer func() {
		if recover() != nil {
			d.panics.Add(1)
		}
	}()
	handler(event)
	wg.Done()
}

func (d *dispatcher) dispatch(event string) {
	var wg sync.WaitGroup
	for _, handler := range d.handlers {
		wg.Add(1)
		go d.call(handler, event, &wg)
	}
	wg.Wait()
}

// Run dispatches an event to a handler that works and to one that does not.
func Run() error {
	var handled atomic.Int32
	d := &dispatcher{handlers: []func(string){
		func(string) { handled.Add(1) },
		func(event string) { _ = event[len(event)] },
	}}
	d.dispatch("login")
	if handled.Load() != 1 || d.panics.Load() != 1 {
		return fmt.Errorf("%d handled and %d panicked, want 1 and 1", handled.Load(), d.panics.Load())
	}
	return nil
}
