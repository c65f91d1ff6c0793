// Package scenario moves money between accounts in all directions at once.
package scenario

import (
	"errors"
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var errPoor = errors.New("not enough money")

type account struct {
	mu      sync.Mutex
	number  int
	balance int
}

// transfer locks the lower number first, whichever way the money goes.
func transfer(from, to *account, amount int) error {
	if from == to {
		return nil
	}
	first, second := from, to
	if second.number < first.number {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	if from.balance < amount {
		return errPoor
	}
	from.balance -= amount
	to.balance += amount
	return nil
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	accounts := make([]account, 4)
	for i := range accounts {
		accounts[i].number, accounts[i].balance = i, 100
	}
	var clerks sync.WaitGroup
	for clerk := range 6 {
		clerks.Go(func() {
			for i := range 30 {
				from, to := &accounts[(clerk+i)%4], &accounts[(clerk*3+2*i)%4]
				if err := transfer(from, to, 40); err != nil && !errors.Is(err, errPoor) {
					panic(err)
				}
			}
		})
	}
	clerks.Wait()
	total := 0
	for i := range accounts {
		total += accounts[i].balance
		if accounts[i].balance < 0 {
			return fmt.Errorf("account %d is overdrawn", i)
		}
	}
	if total != 400 {
		return fmt.Errorf("there are %d in all accounts, want 400", total)
	}
	return nil
}
