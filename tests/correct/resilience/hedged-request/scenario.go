// Package scenario sends a second request when the first has no answer after a while, and takes what comes first.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type request func(ctx context.Context, attempt int) (string, error)

type answer struct {
	text string
	err  error
}

// hedge returns the first answer. The other attempt is told to end, and all.Wait waits for it.
func hedge(ctx context.Context, patience time.Duration, ask request, all *sync.WaitGroup) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make(chan answer, 2)
	start := func(attempt int) {
		all.Go(func() {
			text, err := ask(ctx, attempt)
			answers <- answer{text, err}
		})
	}
	start(1)
	second := time.NewTimer(patience)
	defer second.Stop()
	for {
		select {
		case a := <-answers:
			return a.text, a.err
		case <-second.C:
			start(2)
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var all sync.WaitGroup
	var ends [3]error
	text, err := hedge(context.Background(), time.Millisecond, func(ctx context.Context, attempt int) (string, error) {
		if attempt == 1 {
			<-ctx.Done()
		}
		ends[attempt] = ctx.Err()
		return fmt.Sprint("attempt ", attempt), nil
	}, &all)
	all.Wait()
	if err != nil || text != "attempt 2" || !errors.Is(ends[1], context.Canceled) || ends[2] != nil {
		return fmt.Errorf("got %q, %v; the attempts ended with %v", text, err, ends)
	}
	text, err = hedge(context.Background(), time.Hour, func(_ context.Context, attempt int) (string, error) {
		return fmt.Sprint("attempt ", attempt), nil
	}, &all)
	all.Wait()
	if err != nil || text != "attempt 1" {
		return fmt.Errorf("a quick request got %q, %v", text, err)
	}
	return nil
}
