// Package scenario runs tasks and counts those that fail.
package scenario

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

var errRefused = errors.New("refused")

type batch struct {
	wg     sync.WaitGroup
	failed atomic.Int32
}

func (b *batch) run(task func() error) {
	defer b.wg.Done()
	if err := task(); err != nil {
		b.failed.Add(1)
		b.wg.Done()
	}
}

// Run has one task that works and one that fails.
func Run() error {
	var b batch
	tasks := []func() error{
		func() error { return nil },
		func() error { return errRefused },
	}
	b.wg.Add(len(tasks))
	for _, task := range tasks {
		go b.run(task)
	}
	b.wg.Wait()
	if n := b.failed.Load(); n != 1 {
		return fmt.Errorf("%d tasks failed, want 1", n)
	}
	return nil
}
