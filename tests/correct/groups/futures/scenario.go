// Package scenario computes with futures: values that are being made by another goroutine.
package scenario

import (
	"errors"
	"fmt"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A future is a value to come. It can be read any number of times.
type future[T any] struct {
	done  chan struct{}
	value T
	err   error
}

func promise[T any](compute func() (T, error)) *future[T] {
	f := &future[T]{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.value, f.err = compute()
	}()
	return f
}

func (f *future[T]) get() (T, error) {
	<-f.done
	return f.value, f.err
}

// then makes a future of one that is not there yet.
func then[A, B any](f *future[A], next func(A) (B, error)) *future[B] {
	return promise(func() (B, error) {
		a, err := f.get()
		if err != nil {
			var none B
			return none, err
		}
		return next(a)
	})
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	price := promise(func() (int, error) { return 20, nil })
	text := then(price, func(p int) (string, error) { return fmt.Sprint(p + p/5), nil })
	broken := then(text, func(string) (int, error) { return 0, errors.ErrUnsupported })
	after := then(broken, func(n int) (int, error) { return n + 1, nil })

	for range 3 {
		if s, err := text.get(); s != "24" || err != nil {
			return fmt.Errorf("got %q and %v, want 24", s, err)
		}
		if _, err := after.get(); !errors.Is(err, errors.ErrUnsupported) {
			return fmt.Errorf("got %v, want %v", err, errors.ErrUnsupported)
		}
	}
	return nil
}
