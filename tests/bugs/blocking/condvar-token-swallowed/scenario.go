// Package scenario lends a token to one borrower at a time.
package scenario

import (
	"errors"
	"sync"
	"sync/atomic"
)

var errGaveUp = errors.New("gave up")

type lender struct {
	mu   sync.Mutex
	back *sync.Cond
	lent bool
}

// borrow waits for the token. Who has given up returns at the next wake-up.
func (l *lender) borrow(gaveUp *atomic.Bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.lent {
		if gaveUp.Load() {
			return errGaveUp
		}
		l.back.Wait()
	}
	if gaveUp.Load() {
		return errGaveUp
	}
	l.lent = true
	return nil
}

func (l *lender) giveBack() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lent = false
	l.back.Signal()
}

// Run lends the token on while one of two borrowers gives up.
func Run() error {
	l := &lender{lent: true}
	l.back = sync.NewCond(&l.mu)
	var impatient, patient atomic.Bool
	var wg sync.WaitGroup
	wg.Go(func() {
		if l.borrow(&impatient) == nil {
			l.giveBack()
		}
	})
	var err error
	wg.Go(func() {
		if err = l.borrow(&patient); err == nil {
			l.giveBack()
		}
	})
	wg.Go(func() {
		l.giveBack()
		impatient.Store(true)
	})
	wg.Wait()
	return err
}
