// Package scenario handles orders, a few at a time in the whole process.
package scenario

import (
	"errors"
	"fmt"
)

var errInvalid = errors.New("invalid order")

var slots = make(chan struct{}, 4)

type order struct {
	pieces, price int
}

func handle(o order) (int, error) {
	slots <- struct{}{}
	if o.pieces < 1 {
		return 0, errInvalid
	}
	cost := o.pieces * o.price
	<-slots
	return cost, nil
}

// Run handles a good order and an invalid one.
func Run() error {
	if cost, err := handle(order{pieces: 3, price: 5}); err != nil || cost != 15 {
		return fmt.Errorf("the order costs %d (%v), want 15", cost, err)
	}
	if _, err := handle(order{price: 5}); !errors.Is(err, errInvalid) {
		return fmt.Errorf("got the error %v, want %v", err, errInvalid)
	}
	return nil
}
