// Package scenario retries calls, each with a context of its own.
package scenario

import (
	"context"
	"errors"
	"fmt"
)

var errBusy = errors.New("busy")

type backend struct {
	calls int
}

// call starts a keep-alive, which lasts as long as the context.
func (b *backend) call(ctx context.Context) error {
	go func() {
		<-ctx.Done()
	}()
	b.calls++
	if b.calls < 3 {
		return errBusy
	}
	return nil
}

func retry(b *backend, attempts int) (err error) {
	cancel := func() {}
	defer func() { cancel() }()
	for range attempts {
		var ctx context.Context
		ctx, cancel = context.WithCancel(context.Background())
		if err = b.call(ctx); err == nil {
			break
		}
	}
	return err
}

// Run needs three attempts.
func Run() error {
	b := &backend{}
	if err := retry(b, 5); err != nil || b.calls != 3 {
		return fmt.Errorf("got the error %v after %d calls, want none after 3", err, b.calls)
	}
	return nil
}
