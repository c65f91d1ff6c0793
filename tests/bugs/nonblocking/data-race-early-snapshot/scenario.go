// Package scenario loads rows in the background and answers early if it can.
package scenario

import (
	"fmt"
	"sync"
)

type table struct {
	mu     sync.Mutex
	loaded bool
	rows   []int
}

func (t *table) load(n int) {
	for i := range n {
		t.mu.Lock()
		t.rows = append(t.rows, i)
		t.mu.Unlock()
	}
	t.mu.Lock()
	t.loaded = true
	t.mu.Unlock()
}

// describe tells the number of rows, and whether it is final.
func (t *table) describe() string {
	t.mu.Lock()
	loaded := t.loaded
	t.mu.Unlock()
	if loaded {
		return fmt.Sprint(len(t.rows), " rows")
	}
	return fmt.Sprint("at least ", len(t.rows), " rows")
}

// Run describes a table while it is loaded, and afterwards.
func Run() error {
	t := &table{}
	var wg sync.WaitGroup
	wg.Go(func() { t.load(2) })
	if got := t.describe(); got == "" {
		return fmt.Errorf("expected a description, got none")
	}
	wg.Wait()
	if got := t.describe(); got != "2 rows" {
		return fmt.Errorf("got %q, want 2 rows", got)
	}
	return nil
}
