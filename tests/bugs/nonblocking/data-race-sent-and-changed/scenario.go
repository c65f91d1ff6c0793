// Package scenario tracks a position and logs it in the background.
package scenario

import "fmt"

type position struct {
	x, y int
}

func logger(positions <-chan *position, done chan<- int) {
	furthest := 0
	for p := range positions {
		furthest = max(furthest, p.x+p.y)
	}
	done <- furthest
}

func track(steps int, positions chan<- *position) {
	p := &position{}
	for range steps {
		p.x++
		p.y += 2
		positions <- p
	}
	close(positions)
}

// Run tracks five steps.
func Run() error {
	positions, done := make(chan *position, 2), make(chan int)
	go logger(positions, done)
	track(5, positions)
	if got := <-done; got != 15 {
		return fmt.Errorf("the furthest position was %d, want 15", got)
	}
	return nil
}
