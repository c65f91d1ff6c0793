// Package scenario counts log lines by label, whose labels are interned.
package scenario

import (
	"fmt"
	"strings"
	"sync"
	"unique"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type label struct{ service, level string }

// A tally counts by handle: comparing handles is comparing pointers.
type tally struct {
	mu    sync.Mutex
	lines map[unique.Handle[label]]int
}

func (t *tally) add(line string) {
	service, rest, _ := strings.Cut(line, " ")
	level, _, _ := strings.Cut(rest, " ")
	handle := unique.Make(label{strings.Clone(service), strings.Clone(level)})
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines[handle]++
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	t := tally{lines: map[unique.Handle[label]]int{}}
	var readers sync.WaitGroup
	for reader := range 4 {
		readers.Go(func() {
			for i := range 15 {
				service, level := []string{"api", "db", "mail"}[i%3], []string{"info", "error"}[(i+reader)%2]
				t.add(service + " " + level + " something happened")
			}
		})
	}
	readers.Wait()
	sum := 0
	for handle, n := range t.lines {
		if handle != unique.Make(handle.Value()) {
			return fmt.Errorf("two handles of %+v differ", handle.Value())
		}
		sum += n
	}
	if len(t.lines) != 6 || sum != 60 {
		return fmt.Errorf("%d labels and %d lines, want 6 and 60", len(t.lines), sum)
	}
	return nil
}
