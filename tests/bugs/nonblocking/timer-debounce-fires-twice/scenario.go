// Package scenario merges triggers that come close together into one save.
package scenario

import (
	"fmt"
	"sync"
	"time"
)

type debouncer struct {
	mu    sync.Mutex
	dirty bool
	value int
	saves []int
	timer *time.Timer
	armed sync.WaitGroup // runs of save that are due
}

const delay = 150 * time.Microsecond

func (d *debouncer) trigger(value int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dirty, d.value = true, value
	if d.timer == nil {
		d.armed.Add(1)
		d.timer = time.AfterFunc(delay, d.save)
	} else if !d.timer.Reset(delay) {
		d.armed.Add(1)
	}
}

func (d *debouncer) save() {
	defer d.armed.Done()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.saves = append(d.saves, d.value)
	d.dirty = false
}

// Run triggers twice; no value may be saved twice.
func Run() error {
	d := &debouncer{}
	d.trigger(1)
	<-time.After(delay)
	d.trigger(2)
	d.armed.Wait()
	if d.dirty || len(d.saves) == 2 && d.saves[0] == d.saves[1] {
		return fmt.Errorf("saved %v, want no value twice", d.saves)
	}
	return nil
}
