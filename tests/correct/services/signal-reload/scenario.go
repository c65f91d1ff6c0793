// Package scenario reloads its settings when the process gets a signal.
package scenario

import (
	"errors"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

// A reloader counts its reloads and announces each.
type reloader struct {
	once     sync.Once
	version  atomic.Int64
	reloaded chan int64
}

var settings = reloader{reloaded: make(chan int64, 1)}

func (r *reloader) watch() {
	r.once.Do(func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGUSR1)
		go func() {
			for range signals {
				r.reloaded <- r.version.Add(1)
			}
		}()
	})
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	settings.watch()
	before := settings.version.Load()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	if err := self.Signal(syscall.SIGUSR1); err != nil {
		return err
	}
	select {
	case version := <-settings.reloaded:
		if version != before+1 {
			return errors.New("one signal caused several reloads")
		}
	case <-time.After(4 * time.Second):
		return errors.New("the signal did not arrive")
	}
	return nil
}
