// Package scenario counts words of several texts.
package scenario

import (
	"fmt"
	"strings"
	"sync"
)

type tally map[string]int

func (t tally) count(text string) {
	for word := range strings.FieldsSeq(text) {
		t[word]++
	}
}

// Run counts the words of two texts at once.
func Run() error {
	t := make(tally)
	var wg sync.WaitGroup
	for _, text := range []string{"a rose is a rose", "is it"} {
		wg.Go(func() { t.count(text) })
	}
	wg.Wait()
	if t["a"] != 2 || t["is"] != 2 || t["it"] != 1 {
		return fmt.Errorf("counted %v", t)
	}
	return nil
}
