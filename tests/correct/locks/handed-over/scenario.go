// Package scenario hands a locked page to a writer in the background, which unlocks it when the page is on the disk.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type page struct {
	mu     sync.Mutex
	number int
	text   string
}

// A disk stores pages in a goroutine of its own. Whoever sends a page has locked it.
type disk struct {
	dirty  chan *page
	stored map[int]string
	ended  chan struct{}
}

func newDisk() *disk {
	d := &disk{dirty: make(chan *page, 4), stored: map[int]string{}, ended: make(chan struct{})}
	go func() {
		defer close(d.ended)
		for p := range d.dirty {
			d.stored[p.number] = p.text
			p.mu.Unlock()
		}
	}()
	return d
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	d := newDisk()
	pages := []*page{{number: 0}, {number: 1}}
	for version := range 10 {
		for _, p := range pages {
			p.mu.Lock() // waits until the version before is stored
			p.text = fmt.Sprintf("page %d, version %d", p.number, version)
			d.dirty <- p
		}
	}
	close(d.dirty)
	<-d.ended
	for _, p := range pages {
		p.mu.Lock()
		stored := d.stored[p.number]
		if want := fmt.Sprintf("page %d, version 9", p.number); stored != want {
			return fmt.Errorf("%q is on the disk, want %q", stored, want)
		}
		p.mu.Unlock()
	}
	return nil
}
