// Package scenario checks a form and reports the first thing that is wrong.
package scenario

import (
	"errors"
	"fmt"
)

var errInvalid = errors.New("invalid")

type check func(form map[string]string) error

func present(field string) check {
	return func(form map[string]string) error {
		if form[field] == "" {
			return fmt.Errorf("%s: %w", field, errInvalid)
		}
		return nil
	}
}

func validate(form map[string]string, checks []check) error {
	failed := make(chan error, 1)
	passed := make(chan struct{}, len(checks))
	for _, c := range checks {
		go func() {
			if err := c(form); err != nil {
				failed <- err
				return
			}
			passed <- struct{}{}
		}()
	}
	for range checks {
		select {
		case err := <-failed:
			return err
		case <-passed:
		}
	}
	return nil
}

// Run validates a good form and an empty one.
func Run() error {
	checks := []check{present("name"), present("mail"), present("city")}
	good := map[string]string{"name": "Ada", "mail": "ada@example.org", "city": "London"}
	if err := validate(good, checks); err != nil {
		return err
	}
	if err := validate(nil, checks); !errors.Is(err, errInvalid) {
		return fmt.Errorf("the empty form gave %v, want %v", err, errInvalid)
	}
	return nil
}
