// Package scenario delays writes a little, and flushes them on demand.
package scenario

import (
	"fmt"
	"sync"
	"time"
)

type delayed struct {
	mu      sync.Mutex
	pending []string
	written []string
	timer   *time.Timer
	done    chan struct{}
}

func newDelayed(by time.Duration) *delayed {
	d := &delayed{done: make(chan struct{})}
	d.timer = time.AfterFunc(by, d.write)
	return d
}

func (d *delayed) add(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pending = append(d.pending, line)
}

func (d *delayed) write() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.written = append(d.written, d.pending...)
	d.pending = nil
	close(d.done)
}

// flush returns when the pending lines are written.
func (d *delayed) flush() {
	d.timer.Stop()
	<-d.done
}

// Run flushes before the delay is over.
func Run() error {
	d := newDelayed(time.Hour)
	d.add("one")
	d.add("two")
	d.flush()
	if len(d.written) != 2 {
		return fmt.Errorf("wrote %v, want two lines", d.written)
	}
	return nil
}
