// Package scenario answers requests of clients that may hang up.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

type request struct {
	text  string
	reply chan string
}

func serve(requests <-chan request) {
	for r := range requests {
		go func() {
			r.reply <- strings.ToUpper(r.text)
		}()
	}
}

func call(ctx context.Context, requests chan<- request, text string) (string, error) {
	r := request{text: text, reply: make(chan string)}
	requests <- r
	select {
	case answer := <-r.reply:
		return answer, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Run calls once while the client hangs up.
func Run() error {
	ctx, hangUp := context.WithCancel(context.Background())
	defer hangUp()
	requests := make(chan request)
	go serve(requests)
	defer close(requests)
	go hangUp()
	answer, err := call(ctx, requests, "ping")
	if err == nil && answer != "PING" || err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("got %q and the error %v", answer, err)
	}
	return nil
}
