// Package scenario connects once, whoever comes first, and lets the others see the connection or wait for it.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

const (
	idle int32 = iota
	dialling
	connected
)

// A link's address is written between dialling and connected.
type link struct {
	state atomic.Int32
	ready chan struct{}
	dials int
	addr  string
}

func (l *link) connect(who int) string {
	switch {
	case l.state.Load() == connected:
	case l.state.CompareAndSwap(idle, dialling):
		l.dials++
		l.addr = fmt.Sprint("caller ", who)
		l.state.Store(connected)
		close(l.ready)
	default:
		<-l.ready
	}
	return l.addr
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	l := &link{ready: make(chan struct{})}
	var callers sync.WaitGroup
	var addrs [10]string
	for i := range addrs {
		callers.Go(func() { addrs[i] = l.connect(i) })
	}
	callers.Wait()
	if l.dials != 1 {
		return fmt.Errorf("dialled %d times, want once", l.dials)
	}
	for i, addr := range addrs {
		if addr != l.addr || addr == "" {
			return fmt.Errorf("caller %d got %q, others %q", i, addr, l.addr)
		}
	}
	return nil
}
