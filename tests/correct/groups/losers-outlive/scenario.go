// Package scenario asks several replicas and takes the first answer. The others finish later, and nobody waits.
package scenario

import (
	"errors"
	"fmt"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

var errBusy = errors.New("busy")

type answer struct {
	replica int
	err     error
}

// first returns the first good answer. The channel has room for everybody, so that no replica waits for a reader.
func first(replicas ...func() error) (int, error) {
	answers := make(chan answer, len(replicas))
	for i, ask := range replicas {
		go func() { answers <- answer{replica: i, err: ask()} }()
	}
	var errs []error
	for range replicas {
		a := <-answers
		if a.err == nil {
			return a.replica, nil
		}
		errs = append(errs, a.err)
	}
	return -1, errors.Join(errs...)
}

func after(d time.Duration, err error) func() error {
	return func() error {
		time.Sleep(d)
		return err
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	replica, err := first(after(50*time.Millisecond, nil), after(0, errBusy), after(time.Millisecond, nil))
	if err != nil || replica == 1 {
		return fmt.Errorf("replica %d answered with %v, want a good answer of replica 2", replica, err)
	}
	if _, err := first(after(0, errBusy), after(time.Millisecond, errBusy)); !errors.Is(err, errBusy) {
		return fmt.Errorf("got %v, want %v", err, errBusy)
	}
	return nil
}
