// Package scenario relays messages with a queue in between: it receives and sends whenever either is possible.
package scenario

import (
	"fmt"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// relay never makes the sender wait. Sending is switched off while there is nothing to send, receiving after the end.
func relay[T any](in <-chan T) <-chan T {
	out := make(chan T)
	go func() {
		defer close(out)
		var queue []T
		for in != nil || len(queue) > 0 {
			var sendTo chan<- T
			var next T
			if len(queue) > 0 {
				sendTo, next = out, queue[0]
			}
			select {
			case v, open := <-in:
				if !open {
					in = nil
					continue
				}
				queue = append(queue, v)
			case sendTo <- next:
				queue = queue[1:]
			}
		}
	}()
	return out
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	in := make(chan int)
	out := relay(relay(in))
	for i := range 20 {
		in <- i // nobody reads yet
	}
	close(in)
	want := 0
	for got := range out {
		if got != want {
			return fmt.Errorf("got %d, want %d", got, want)
		}
		want++
	}
	if want != 20 {
		return fmt.Errorf("%d values came through, want 20", want)
	}
	return nil
}
