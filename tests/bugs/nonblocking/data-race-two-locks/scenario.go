// Package scenario takes measurements and reports on them.
package scenario

import (
	"fmt"
	"sync"
)

type meter struct {
	writeMu sync.Mutex
	readMu  sync.Mutex
	total   int
	reports int
}

func (m *meter) add(n int) {
	m.writeMu.Lock()
	defer m.writeMu.Unlock()
	m.total += n
}

func (m *meter) report() int {
	m.readMu.Lock()
	defer m.readMu.Unlock()
	m.reports++
	return m.total
}

// Run measures and reports at the same time.
func Run() error {
	var m meter
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { m.add(4) })
		wg.Go(func() { m.report() })
	}
	wg.Wait()
	if total := m.report(); total != 8 || m.reports != 3 {
		return fmt.Errorf("the total is %d after %d reports, want 8 after 3", total, m.reports)
	}
	return nil
}
