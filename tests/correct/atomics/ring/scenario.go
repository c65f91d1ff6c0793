// Package scenario passes messages through a ring between one producer and one consumer.
package scenario

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A ring's slots from head to tail belong to the consumer, the others to the producer.
type ring[T any] struct {
	slots [8]T
	head  atomic.Uint64 // moved by the consumer
	tail  atomic.Uint64 // moved by the producer
}

func (r *ring[T]) put(value T) {
	tail := r.tail.Load()
	for tail-r.head.Load() == uint64(len(r.slots)) {
		runtime.Gosched()
	}
	r.slots[tail%uint64(len(r.slots))] = value
	r.tail.Store(tail + 1)
}

func (r *ring[T]) take() T {
	head := r.head.Load()
	for head == r.tail.Load() {
		runtime.Gosched()
	}
	slot := &r.slots[head%uint64(len(r.slots))]
	value := *slot
	var none T
	*slot = none // lets the garbage collector have it
	r.head.Store(head + 1)
	return value
}

type message struct {
	number int
	text   string
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	const messages = 100
	var r ring[*message]
	go func() {
		for i := range messages {
			r.put(&message{number: i, text: fmt.Sprint("message ", i)})
		}
	}()
	for want := range messages {
		m := r.take()
		if m.number != want || m.text != fmt.Sprint("message ", want) {
			return fmt.Errorf("got %+v, want message %d", *m, want)
		}
	}
	return nil
}
