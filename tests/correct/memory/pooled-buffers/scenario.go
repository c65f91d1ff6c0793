// Package scenario renders texts into buffers of a pool.
package scenario

import (
	"bytes"
	"fmt"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render returns a copy: the buffer goes back, also when write panics.
func render(write func(*bytes.Buffer)) (text string, err error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("rendering failed: %v", v)
		}
	}()
	write(b)
	return b.String(), nil
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var writers sync.WaitGroup
	errs := make(chan error, 8)
	for i := range 8 {
		writers.Go(func() {
			for j := range 5 {
				text, err := render(func(b *bytes.Buffer) {
					fmt.Fprint(b, i, ":")
					if j == 3 {
						panic("no such template")
					}
					fmt.Fprint(b, j)
				})
				if (err != nil) != (j == 3) || (err == nil && text != fmt.Sprint(i, ":", j)) {
					errs <- fmt.Errorf("writer %d rendered %q, %v", i, text, err)
					return
				}
			}
		})
	}
	writers.Wait()
	close(errs)
	return <-errs
}
