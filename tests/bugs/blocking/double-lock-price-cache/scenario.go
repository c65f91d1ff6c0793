// Package scenario keeps prices and works out the ones that are missing.
package scenario

import (
	"fmt"
	"sync"
)

type prices struct {
	mu    sync.Mutex
	known map[string]int
}

func (p *prices) set(item string, price int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known[item] = price
}

func (p *prices) get(item string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	price, ok := p.known[item]
	if !ok {
		price = quote(item)
		p.set(item, price)
	}
	return price
}

func quote(item string) int { return 100 + len(item) }

// Run asks for a known price and for a new one.
func Run() error {
	p := &prices{known: map[string]int{"tea": quote("tea")}}
	for _, item := range []string{"tea", "rice", "rice"} {
		if got, want := p.get(item), quote(item); got != want {
			return fmt.Errorf("price of %s is %d, want %d", item, got, want)
		}
	}
	return nil
}
