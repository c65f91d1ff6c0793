// Package scenario writes to a slow device that takes one command at a time and needs a pause after each.
package scenario

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

// A device loses what comes too early. The pause belongs to the command, so the lock is held over it.
type device struct {
	mu    sync.Mutex
	ready time.Time
	tape  strings.Builder
}

const pause = 300 * time.Microsecond

func (d *device) write(r rune) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if time.Now().Before(d.ready) {
		return
	}
	d.tape.WriteRune(r)
	d.ready = time.Now().Add(pause)
	time.Sleep(pause)
}

func (d *device) contents() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tape.String()
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var d device
	var writers sync.WaitGroup
	for _, r := range "concurrent" {
		writers.Go(func() { d.write(r) })
	}
	writers.Wait()
	tape := d.contents()
	for _, r := range "concurrent" {
		if strings.Count(tape, string(r)) != strings.Count("concurrent", string(r)) {
			return fmt.Errorf("the tape holds %q; %q is missing", tape, r)
		}
	}
	return nil
}
