// Package scenario watches the heartbeats of a worker.
package scenario

import (
	"fmt"
	"sync"
)

type monitor struct {
	mu      sync.Mutex
	beating bool
	last    int
	alarms  []string
}

func (m *monitor) beat(now int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.beating = true
	m.last = now
}

func (m *monitor) check() {
	m.mu.Lock()
	beating := m.beating
	m.beating = false
	m.mu.Unlock()
	if !beating {
		m.alarms = append(m.alarms, fmt.Sprint("no beat since ", m.last))
	}
}

// Run checks once the worker has begun to beat.
func Run() error {
	m := &monitor{}
	var wg sync.WaitGroup
	wg.Go(m.check)
	wg.Go(func() {
		for now := range 3 {
			m.beat(now)
		}
	})
	wg.Wait()
	if m.last != 2 || len(m.alarms) > 1 {
		return fmt.Errorf("the last beat was %d, and the alarms are %v", m.last, m.alarms)
	}
	return nil
}
