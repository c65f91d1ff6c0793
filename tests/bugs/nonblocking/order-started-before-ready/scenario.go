// Package scenario runs a worker with a handler that can be replaced.
package scenario

import (
	"fmt"
	"sync/atomic"
)

type worker struct {
	handler atomic.Pointer[func(int) int]
	jobs    chan int
	results chan int
}

func newWorker(handler func(int) int) *worker {
	w := &worker{jobs: make(chan int, 1), results: make(chan int, 1)}
	w.jobs <- 20
	go w.loop()
	w.handler.Store(&handler)
	return w
}

func (w *worker) loop() {
	for job := range w.jobs {
		w.results <- (*w.handler.Load())(job)
	}
}

// Run gives the worker a first job and waits for its result.
func Run() error {
	w := newWorker(func(n int) int { return n + 1 })
	defer close(w.jobs)
	if got := <-w.results; got != 21 {
		return fmt.Errorf("the result is %d, want 21", got)
	}
	return nil
}
