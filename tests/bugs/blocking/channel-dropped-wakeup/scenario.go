// Package scenario delivers letters to a consumer that sleeps in between.
package scenario

import (
	"fmt"
	"sync"
)

type mailbox struct {
	mu      sync.Mutex
	letters []int
	wake    chan struct{}
}

func (m *mailbox) put(letter int) {
	m.mu.Lock()
	m.letters = append(m.letters, letter)
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

func (m *mailbox) empty() []int {
	m.mu.Lock()
	defer m.mu.Unlock()
	letters := m.letters
	m.letters = nil
	return letters
}

// collect waits until n letters have come.
func (m *mailbox) collect(n int) (sum int) {
	for n > 0 {
		for _, letter := range m.empty() {
			sum += letter
			n--
		}
		if n > 0 {
			<-m.wake
		}
	}
	return sum
}

// Run puts twelve letters into the box of one consumer.
func Run() error {
	m := &mailbox{wake: make(chan struct{})}
	sum := make(chan int)
	go func() { sum <- m.collect(12) }()
	go func() {
		for letter := range 12 {
			m.put(letter + 1)
		}
	}()
	if got := <-sum; got != 78 {
		return fmt.Errorf("the letters sum to %d, want 78", got)
	}
	return nil
}
