// Package scenario closes a connection that has been idle for too long, and not before.
package scenario

import (
	"fmt"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

const patience = 5 * time.Millisecond

// serve counts requests until there was none for a while. After Reset no stale time can be in the timer's channel.
func serve(requests <-chan string, closed chan<- int) {
	idle := time.NewTimer(patience)
	defer idle.Stop()
	served := 0
	for {
		select {
		case <-requests:
			served++
			idle.Reset(patience)
		case <-idle.C:
			closed <- served
			return
		}
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	requests, closed := make(chan string), make(chan int, 1)
	begun := time.Now()
	go serve(requests, closed)
	sent := 0
	for sent < 10 {
		select {
		case requests <- "ping":
			sent++
		case served := <-closed: // the machine was busy with others for longer than our patience
			closed <- served
			sent = 10
		}
	}
	served := <-closed
	if took := time.Since(begun); took < patience {
		return fmt.Errorf("closed after %v, want at least %v", took, patience)
	}
	if served > sent {
		return fmt.Errorf("served %d of %d requests", served, sent)
	}
	return nil
}
