// Package scenario saves a record to several stores.
package scenario

import (
	"errors"
	"fmt"
	"sync"
)

var errFull = errors.New("store is full")

type store struct {
	mu      sync.Mutex
	room    int
	records []string
}

func (s *store) save(record string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.records) == s.room {
		return errFull
	}
	s.records = append(s.records, record)
	return nil
}

func saveAll(stores []*store, record string) error {
	var err error
	failures := make([]error, len(stores))
	var wg sync.WaitGroup
	for i, s := range stores {
		wg.Go(func() {
			if err = s.save(record); err != nil {
				failures[i] = fmt.Errorf("store %d: %w", i, err)
			}
		})
	}
	wg.Wait()
	return errors.Join(failures...)
}

// Run saves to three stores, one of which has no room.
func Run() error {
	stores := []*store{{room: 1}, {room: 0}, {room: 1}}
	if err := saveAll(stores, "x"); !errors.Is(err, errFull) {
		return fmt.Errorf("got the error %v, want %v", err, errFull)
	}
	if n := len(stores[0].records) + len(stores[2].records); n != 2 {
		return fmt.Errorf("saved %d times, want twice", n)
	}
	return nil
}
