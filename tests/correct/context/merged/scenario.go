// Package scenario merges two contexts: the result ends with the first of them.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var errServer = errors.New("the server shuts down")

// merged takes its values and deadline from one context, and its end from either.
type merged struct {
	context.Context
	end context.Context
}

func (m *merged) Done() <-chan struct{} { return m.end.Done() }

func (m *merged) Err() error { return m.end.Err() }

func merge(request, server context.Context) (context.Context, func()) {
	end, cancel := context.WithCancelCause(request)
	stop := context.AfterFunc(server, func() { cancel(context.Cause(server)) })
	return &merged{Context: request, end: end}, func() {
		stop()
		cancel(nil)
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	server, shutDown := context.WithCancelCause(context.Background())
	var handlers sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		request, hangUp := context.WithCancel(context.Background())
		ctx, release := merge(request, server)
		child, cancel := context.WithCancel(ctx)
		handlers.Go(func() {
			defer release()
			defer cancel()
			<-child.Done()
			errs[i] = errors.Join(server.Err(), request.Err())
		})
		if i%2 == 0 {
			hangUp()
		} else {
			defer hangUp()
		}
	}
	shutDown(errServer)
	handlers.Wait()
	for i, err := range errs {
		if err == nil {
			return fmt.Errorf("handler %d ended although neither context had", i)
		}
	}
	return nil
}
