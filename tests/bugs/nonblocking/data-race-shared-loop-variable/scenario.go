// Package scenario sends reminders to people in parallel.
package scenario

import (
	"fmt"
	"sync"
)

type outbox struct {
	mu   sync.Mutex
	sent map[string]int
}

func (o *outbox) remind(name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent[name]++
}

func remindAll(o *outbox, people []string) {
	var wg sync.WaitGroup
	var person string
	for _, person = range people {
		wg.Go(func() { o.remind(person) })
	}
	wg.Wait()
}

// Run reminds three people once each.
func Run() error {
	o := &outbox{sent: make(map[string]int)}
	remindAll(o, []string{"ada", "alan", "grace"})
	for _, person := range []string{"ada", "alan", "grace"} {
		if n := o.sent[person]; n != 1 {
			return fmt.Errorf("%s was reminded %d times, want once", person, n)
		}
	}
	return nil
}
