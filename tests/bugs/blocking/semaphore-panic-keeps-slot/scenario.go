// Package scenario runs jobs one at a time and survives those that panic.
package scenario

import (
	"fmt"
)

type runner struct {
	slot chan struct{}
}

func (r *runner) run(job func() int) int {
	r.slot <- struct{}{}
	result := job()
	<-r.slot
	return result
}

func (r *runner) try(job func() int) (result int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job panicked: %v", p)
		}
	}()
	return r.run(job), nil
}

// Run tries a job that fails and then one that does not.
func Run() error {
	r := &runner{slot: make(chan struct{}, 1)}
	rates := map[string]int{}
	if _, err := r.try(func() int { return 100 / rates["eur"] }); err == nil {
		return fmt.Errorf("expected an error for a rate of zero, got none")
	}
	rates["eur"] = 4
	if n, err := r.try(func() int { return 100 / rates["eur"] }); err != nil || n != 25 {
		return fmt.Errorf("got %d (%v), want 25", n, err)
	}
	return nil
}
