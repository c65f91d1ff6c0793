// Package scenario measures texts in parallel.
package scenario

import (
	"fmt"
	"sync"
)

func measure(texts []string) int {
	lengths := make(chan int)
	var wg sync.WaitGroup
	for _, text := range texts {
		wg.Go(func() { lengths <- len(text) })
	}
	wg.Wait()
	close(lengths)
	total := 0
	for n := range lengths {
		total += n
	}
	return total
}

// Run measures nothing and then three texts.
func Run() error {
	if n := measure(nil); n != 0 {
		return fmt.Errorf("nothing has the length %d", n)
	}
	if n := measure([]string{"a", "bc", "def"}); n != 6 {
		return fmt.Errorf("the length is %d, want 6", n)
	}
	return nil
}
