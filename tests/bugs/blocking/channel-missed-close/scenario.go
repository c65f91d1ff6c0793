// Package scenario parses numbers on their way through a channel.
package scenario

import (
	"fmt"
	"strconv"
	"strings"
)

type parser struct {
	out chan int
	err error
}

func (p *parser) parse(text string) {
	for line := range strings.Lines(text) {
		n, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			p.err = err
			return
		}
		p.out <- n
	}
	close(p.out)
}

func sum(text string) (int, error) {
	p := &parser{out: make(chan int)}
	go p.parse(text)
	total := 0
	for n := range p.out {
		total += n
	}
	return total, p.err
}

// Run sums a good text and one with a bad line.
func Run() error {
	if total, err := sum("1\n2\n3\n"); err != nil || total != 6 {
		return fmt.Errorf("the sum is %d (%v), want 6", total, err)
	}
	if _, err := sum("1\ntwo\n3\n"); err == nil {
		return fmt.Errorf("expected an error for a bad line, got none")
	}
	return nil
}
