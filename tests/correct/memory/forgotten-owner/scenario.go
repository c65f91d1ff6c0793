// Package scenario leaves background goroutines behind that end with their owners: the next collection that finds an
// owner unreachable runs its clean-up, which tells the goroutine.
package scenario

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

// live counts goroutines that have not ended yet.
var live atomic.Int32

type cache struct {
	requests chan<- string
	answers  <-chan int
}

func open() *cache {
	requests, answers, closed := make(chan string), make(chan int), make(chan struct{})
	live.Add(1)
	go serve(requests, answers, closed)
	c := &cache{requests: requests, answers: answers}
	runtime.AddCleanup(c, func(closed chan struct{}) { close(closed) }, closed)
	return c
}

func serve(requests <-chan string, answers chan<- int, closed <-chan struct{}) {
	defer live.Add(-1)
	hits := map[string]int{}
	for {
		select {
		case key := <-requests:
			hits[key]++
			answers <- hits[key]
		case <-closed:
			return
		}
	}
}

func (c *cache) hit(key string) int {
	c.requests <- key
	return <-c.answers
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	c := open()
	for want := 1; want <= 3; want++ {
		if got := c.hit("a"); got != want {
			return fmt.Errorf("hit %d was counted as %d", want, got)
		}
	}
	runtime.KeepAlive(c)
	for live.Load() > 20 { // keeps the backlog small when Run is called often
		runtime.GC()
		runtime.Gosched()
	}
	return nil
}
