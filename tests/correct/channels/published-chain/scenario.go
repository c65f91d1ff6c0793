// Package scenario publishes events to any number of listeners, each of which goes at its own speed.
package scenario

import (
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// An event's text and next are written before its channel is closed, and not after.
type event struct {
	happened chan struct{}
	text     string
	next     *event
}

func coming() *event { return &event{happened: make(chan struct{})} }

// A feed's head is the event that is still to come.
type feed struct {
	mu   sync.Mutex
	head *event
}

func (f *feed) publish(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e := f.head
	e.text, e.next = text, coming()
	f.head = e.next
	close(e.happened)
}

func (f *feed) subscribe() *event {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.head
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	f := &feed{head: coming()}
	var listeners sync.WaitGroup
	var heard [5]string
	for i := range heard {
		e := f.subscribe()
		listeners.Go(func() {
			for text := ""; text != "end"; e = e.next {
				<-e.happened
				text = e.text
				heard[i] += text
			}
		})
	}
	for i := range 6 {
		f.publish(fmt.Sprint(i, " "))
	}
	f.publish("end")
	listeners.Wait()
	for i, text := range heard {
		if text != "0 1 2 3 4 5 end" {
			return fmt.Errorf("listener %d heard %q", i, text)
		}
	}
	return nil
}
