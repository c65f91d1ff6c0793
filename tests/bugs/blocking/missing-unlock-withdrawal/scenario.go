// Package scenario moves money in and out of an account.
package scenario

import (
	"errors"
	"fmt"
	"sync"
)

var errInsufficient = errors.New("insufficient funds")

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) deposit(amount int) {
	a.mu.Lock()
	a.balance += amount
	a.mu.Unlock()
}

func (a *account) withdraw(amount int) error {
	a.mu.Lock()
	if a.balance < amount {
		return errInsufficient
	}
	a.balance -= amount
	a.mu.Unlock()
	return nil
}

// Run overdraws an account and then pays in.
func Run() error {
	a := &account{balance: 10}
	if err := a.withdraw(20); !errors.Is(err, errInsufficient) {
		return fmt.Errorf("withdraw returned %v, want %v", err, errInsufficient)
	}
	a.deposit(15)
	if err := a.withdraw(20); err != nil {
		return err
	}
	if a.balance != 5 {
		return fmt.Errorf("the balance is %d, want 5", a.balance)
	}
	return nil
}
