// Package scenario reads temperatures by city.
package scenario

import (
	"fmt"
	"sync"
)

type weather struct {
	mu      sync.RWMutex
	degrees map[string]int
}

func (w *weather) set(city string, degrees int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.degrees[city] = degrees
}

func (w *weather) get(city string) (degrees int, ok bool) {
	w.mu.RLock()
	degrees, ok = w.degrees[city]
	if !ok {
		w.mu.Unlock()
		return 0, false
	}
	w.mu.RUnlock()
	return degrees, true
}

// Run reads a city that is known and one that is not.
func Run() error {
	w := &weather{degrees: make(map[string]int)}
	w.set("Oslo", 4)
	if degrees, ok := w.get("Oslo"); !ok || degrees != 4 {
		return fmt.Errorf("Oslo has %d degrees, want 4", degrees)
	}
	if _, ok := w.get("Rome"); ok {
		return fmt.Errorf("Rome is known, want that it is not")
	}
	return nil
}
