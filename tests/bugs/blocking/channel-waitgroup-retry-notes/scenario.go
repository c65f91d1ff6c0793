// Package scenario adds to a shared total without a lock and notes collisions.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type ledger struct {
	total atomic.Int64
	notes chan string
}

func (l *ledger) add(amount int64) {
	for {
		old := l.total.Load()
		next := old + amount
		if l.total.CompareAndSwap(old, next) {
			break
		}
		l.notes <- fmt.Sprint("retried ", amount)
	}
	l.notes <- fmt.Sprint("added ", amount)
}

// Run adds from four goroutines and then reads the notes.
func Run() error {
	const rounds = 40
	amounts := []int64{1, 10, 100, 1000}
	l := &ledger{notes: make(chan string, rounds*len(amounts))}
	var wg sync.WaitGroup
	for _, amount := range amounts {
		wg.Go(func() {
			for range rounds {
				l.add(amount)
			}
		})
	}
	wg.Wait()
	close(l.notes)
	if total := l.total.Load(); total != rounds*1111 {
		return fmt.Errorf("the total is %d, want %d", total, rounds*1111)
	}
	if n := len(l.notes); n < rounds*len(amounts) {
		return fmt.Errorf("got %d notes, want at least %d", n, rounds*len(amounts))
	}
	return nil
}
