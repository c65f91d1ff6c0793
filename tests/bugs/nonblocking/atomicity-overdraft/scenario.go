// Package scenario withdraws money from an account without a lock.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type account struct {
	balance atomic.Int64
}

func (a *account) withdraw(amount int64) bool {
	if a.balance.Load() < amount {
		return false
	}
	a.balance.Add(-amount)
	return true
}

// Run empties many accounts from three goroutines.
func Run() error {
	var accounts [150]account
	for i := range accounts {
		accounts[i].balance.Store(100)
	}
	var paid atomic.Int32
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for i := range accounts {
				if accounts[i].withdraw(100) {
					paid.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if n := paid.Load(); int(n) != len(accounts) {
		return fmt.Errorf("paid %d times, want %d", n, len(accounts))
	}
	return nil
}
