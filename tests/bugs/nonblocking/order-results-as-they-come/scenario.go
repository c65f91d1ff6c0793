// Package scenario translates lines in parallel.
package scenario

import (
	"fmt"
	"strings"
)

func translate(line string) string { return strings.ToUpper(line) }

func translateAll(lines []string) []string {
	results := make(chan string, len(lines))
	for _, line := range lines {
		go func() { results <- translate(line) }()
	}
	translated := make([]string, 0, len(lines))
	for range lines {
		translated = append(translated, <-results)
	}
	return translated
}

// Run translates three lines.
func Run() error {
	got := strings.Join(translateAll([]string{"one", "two", "three"}), " ")
	if got != "ONE TWO THREE" {
		return fmt.Errorf("got %q, want ONE TWO THREE", got)
	}
	return nil
}
