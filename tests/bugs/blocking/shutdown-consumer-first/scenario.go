// Package scenario collects log lines from several services until shutdown.
package scenario

import (
	"fmt"
	"sync"
)

type collector struct {
	lines chan string
	quit  chan struct{}
	done  chan struct{}
	count int
}

func newCollector() *collector {
	c := &collector{lines: make(chan string, 16), quit: make(chan struct{}), done: make(chan struct{})}
	go c.loop()
	return c
}

func (c *collector) loop() {
	defer close(c.done)
	for {
		select {
		case <-c.lines:
			c.count++
		case <-c.quit:
			return
		}
	}
}

func (c *collector) stop() {
	close(c.quit)
	<-c.done
}

// Run stops everything while two services write their last lines.
func Run() error {
	c := newCollector()
	var services sync.WaitGroup
	for range 2 {
		services.Go(func() {
			for i := range 10 {
				c.lines <- fmt.Sprint("line ", i)
			}
		})
	}
	c.stop()
	services.Wait()
	if c.count > 20 {
		return fmt.Errorf("collected %d lines of 20", c.count)
	}
	return nil
}
