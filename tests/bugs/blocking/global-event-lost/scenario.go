// Package scenario waits for a start signal that is given once.
package scenario

import (
	"fmt"
	"sync"
)

var started = make(chan string)

func announce(name string) {
	select {
	case started <- name:
	default:
	}
}

func waitForStart() string { return <-started }

// Run announces a start to a goroutine that gets ready meanwhile.
func Run() error {
	var got string
	var wg sync.WaitGroup
	wg.Go(func() { got = waitForStart() })
	wg.Go(func() { announce("db") })
	wg.Wait()
	if got != "db" {
		return fmt.Errorf("heard of %q, want db", got)
	}
	return nil
}
