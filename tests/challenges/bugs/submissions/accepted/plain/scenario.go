// Package scenario counts words of several texts with a worker for each.
package scenario

import (
	"fmt"
	"strings"
	"sync"
)

type tally struct {
	mu    sync.Mutex
	words map[string]int
}

func (t *tally) add(word string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.words[word]++
}

func (t *tally) count(texts <-chan string) {
	for text := range texts {
		for word := range strings.FieldsSeq(text) {
			t.add(word)
		}
	}
}

// Run counts the words of three texts with two workers.
func Run() error {
	t := &tally{words: make(map[string]int)}
	texts := make(chan string)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() { t.count(texts) })
	}
	for _, text := range []string{"a rose is a rose", "is it", "it is"} {
		texts <- text
	}
	close(texts)
	workers.Wait()
	for word, want := range map[string]int{"a": 2, "rose": 2, "is": 3, "it": 2} {
		if got := t.words[word]; got != want {
			return fmt.Errorf("counted %s %d times, want %d", word, got, want)
		}
	}
	return nil
}
