// Package scenario lets two peers exchange their lists.
package scenario

import (
	"fmt"
	"sync"
)

type peer struct {
	in, out chan int
	own     []int
	theirs  []int
}

func (p *peer) exchange() {
	for _, n := range p.own {
		p.out <- n
	}
	close(p.out)
	for n := range p.in {
		p.theirs = append(p.theirs, n)
	}
}

// Run exchanges a short list for a long one, and two long ones.
func Run() error {
	for _, lengths := range [][2]int{{1, 6}, {6, 6}} {
		left, right := make(chan int, 4), make(chan int, 4)
		a := &peer{in: left, out: right, own: make([]int, lengths[0])}
		b := &peer{in: right, out: left, own: make([]int, lengths[1])}
		var wg sync.WaitGroup
		wg.Go(a.exchange)
		wg.Go(b.exchange)
		wg.Wait()
		if len(a.theirs) != lengths[1] || len(b.theirs) != lengths[0] {
			return fmt.Errorf("exchanged %d and %d, want %v", len(b.theirs), len(a.theirs), lengths)
		}
	}
	return nil
}
