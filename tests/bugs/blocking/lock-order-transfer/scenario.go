// Package scenario transfers money between accounts.
package scenario

import (
	"fmt"
	"sync"
)

type account struct {
	mu      sync.Mutex
	id      int
	balance int
}

func transfer(from, to *account, amount int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	to.mu.Lock()
	defer to.mu.Unlock()
	from.balance -= amount
	to.balance += amount
}

// Run makes transfers in both directions at once.
func Run() error {
	a, b := &account{id: 1, balance: 100}, &account{id: 2, balance: 100}
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 3 {
			transfer(a, b, 10)
		}
	})
	wg.Go(func() {
		for range 3 {
			transfer(b, a, 20)
		}
	})
	wg.Wait()
	if a.balance != 130 || b.balance != 70 {
		return fmt.Errorf("the balances are %d and %d, want 130 and 70", a.balance, b.balance)
	}
	return nil
}
