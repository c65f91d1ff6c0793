// Package scenario fills one buffer while the other is being emptied, and swaps them.
package scenario

import "fmt"

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

const size = 16

// A frame belongs to the one who received it last.
type frame struct {
	number int
	pixels [size]int
}

func draw(frames int, empty <-chan *frame, full chan<- *frame) {
	defer close(full)
	for number := range frames {
		f := <-empty
		f.number = number
		for i := range f.pixels {
			f.pixels[i] = number * i
		}
		full <- f
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	empty, full := make(chan *frame, 2), make(chan *frame, 2)
	empty <- &frame{}
	empty <- &frame{}
	go draw(12, empty, full)
	shown := 0
	for f := range full {
		for i, p := range f.pixels {
			if p != shown*i {
				return fmt.Errorf("pixel %d of frame %d is %d", i, f.number, p)
			}
		}
		f.number = -1
		clear(f.pixels[:])
		shown++
		empty <- f
	}
	if shown != 12 {
		return fmt.Errorf("%d frames were shown, want 12", shown)
	}
	return nil
}
