// Package scenario imports records through a reader and a converter.
package scenario

import (
	"fmt"
	"strconv"
)

func read(records []string) <-chan string {
	out := make(chan string, 1)
	go func() {
		defer close(out)
		for _, r := range records {
			out <- r
		}
	}()
	return out
}

func convert(in <-chan string) (numbers []int, err error) {
	for text := range in {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Errorf("record %q: %w", text, err)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// Run imports good records and bad ones.
func Run() error {
	if n, err := convert(read([]string{"1", "2", "3"})); err != nil || len(n) != 3 {
		return fmt.Errorf("imported %v (%v), want three numbers", n, err)
	}
	if _, err := convert(read([]string{"1", "?", "3", "4", "5"})); err == nil {
		return fmt.Errorf("expected an error for a bad record, got none")
	}
	return nil
}
