// Package scenario copies files and collects what failed.
package scenario

import (
	"errors"
	"fmt"
)

var errUnreadable = errors.New("unreadable")

type copier struct {
	done     chan string
	failures chan error
}

func newCopier(files int) *copier {
	return &copier{done: make(chan string, files)}
}

func (c *copier) copyFile(name string) {
	if name == "secret" {
		c.failures <- errUnreadable
		return
	}
	c.done <- name
}

func (c *copier) copyAll(names []string) (copied int, err error) {
	for _, name := range names {
		go c.copyFile(name)
	}
	for range names {
		select {
		case <-c.done:
			copied++
		case err = <-c.failures:
		}
	}
	return copied, err
}

// Run copies three files, one of which cannot be read.
func Run() error {
	names := []string{"notes", "secret", "todo"}
	copied, err := newCopier(len(names)).copyAll(names)
	if copied != 2 || !errors.Is(err, errUnreadable) {
		return fmt.Errorf("copied %d files with the error %v, want 2 and %v", copied, err, errUnreadable)
	}
	return nil
}
