// Package scenario looks colours up in a table that is built on first use.
package scenario

import (
	"fmt"
	"sync"
)

type palette struct {
	table map[string]uint32
}

func build() map[string]uint32 {
	return map[string]uint32{"red": 0xff0000, "green": 0x00ff00, "blue": 0x0000ff}
}

func (p *palette) colour(name string) uint32 {
	if p.table == nil {
		p.table = build()
	}
	return p.table[name]
}

// Run looks two colours up at once.
func Run() error {
	p := &palette{}
	var red, blue uint32
	var wg sync.WaitGroup
	wg.Go(func() { red = p.colour("red") })
	wg.Go(func() { blue = p.colour("blue") })
	wg.Wait()
	if red != 0xff0000 || blue != 0x0000ff {
		return fmt.Errorf("red is %06x and blue is %06x", red, blue)
	}
	return nil
}
