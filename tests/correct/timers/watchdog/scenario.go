// Package scenario guards a stage with a watchdog: a timer's function that says which stage is stuck.
package scenario

import (
	"fmt"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A report is written before its timer starts, and read by the timer's function.
type report struct {
	stage string
	since time.Time
}

// guard runs f; alarm is called if that takes longer than limit.
func guard(stage string, limit time.Duration, f func(), alarm chan<- string) {
	r := &report{}
	r.stage = stage
	r.since = time.Now()
	barked := make(chan struct{})
	dog := time.AfterFunc(limit, func() {
		defer close(barked)
		alarm <- fmt.Sprintf("%s is stuck for %v", r.stage, time.Since(r.since) >= limit)
	})
	f()
	if !dog.Stop() {
		<-barked
	}
	r.stage = "done" // nobody else reads any more
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	alarm := make(chan string, 1)
	guard("parse", time.Hour, func() {}, alarm)
	select {
	case text := <-alarm:
		return fmt.Errorf("a quick stage was reported: %s", text)
	default:
	}
	var text string
	guard("index", time.Millisecond, func() { text = <-alarm }, alarm)
	if text != "index is stuck for true" {
		return fmt.Errorf("the alarm is %q", text)
	}
	return nil
}
