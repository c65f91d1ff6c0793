// Package scenario shares buffers by reference counts: the last one who lets go wipes the buffer and puts it back.
package scenario

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type buffer struct {
	users atomic.Int32
	data  []byte
	pool  *pool
}

type pool struct {
	free  chan *buffer
	wiped atomic.Int32
}

func (p *pool) get(text string, users int32) *buffer {
	b := <-p.free
	b.data = append(b.data, text...)
	b.users.Store(users)
	return b
}

func (b *buffer) release() {
	if b.users.Add(-1) > 0 {
		return
	}
	clear(b.data)
	b.data = b.data[:0]
	b.pool.wiped.Add(1)
	b.pool.free <- b
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	p := &pool{free: make(chan *buffer, 2)}
	for range cap(p.free) {
		p.free <- &buffer{pool: p}
	}
	const texts, readers = 10, 3
	var all sync.WaitGroup
	errs := make(chan error, texts*readers)
	for i := range texts {
		text := fmt.Sprint("text ", i)
		b := p.get(text, readers)
		for range readers {
			all.Go(func() {
				if string(b.data) != text {
					errs <- fmt.Errorf("read %q, want %q", b.data, text)
				}
				b.release()
			})
		}
	}
	all.Wait()
	if p.wiped.Load() != texts || len(p.free) != cap(p.free) {
		return errors.New("not every buffer came back")
	}
	close(errs)
	return <-errs
}
