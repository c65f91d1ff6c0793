// Package scenario remembers the highest of many readings.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type peak struct {
	highest atomic.Int64
}

func (p *peak) observe(reading int64) {
	if reading > p.highest.Load() {
		p.highest.Store(reading)
	}
}

// Run observes rising readings from three goroutines.
func Run() error {
	var p peak
	var lost atomic.Int64
	var wg sync.WaitGroup
	for sensor := range int64(3) {
		wg.Go(func() {
			for i := range int64(60) {
				reading := 3*i + sensor
				p.observe(reading)
				if p.highest.Load() < reading {
					lost.Store(reading)
				}
			}
		})
	}
	wg.Wait()
	if n := lost.Load(); n > 0 {
		return fmt.Errorf("the peak fell below %d again", n)
	}
	return nil
}
