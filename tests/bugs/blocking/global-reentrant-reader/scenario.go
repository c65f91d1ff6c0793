// Package scenario translates words with a table of the whole process.
package scenario

import (
	"fmt"
	"sync"
)

var (
	tableMu sync.RWMutex
	table   = map[string]string{"yes": "oui", "no": "non"}
)

func learn(word, translation string) {
	tableMu.Lock()
	defer tableMu.Unlock()
	table[word] = translation
}

func translate(word string) string {
	tableMu.RLock()
	defer tableMu.RUnlock()
	return table[word]
}

func translateAll(words []string) []string {
	tableMu.RLock()
	defer tableMu.RUnlock()
	translated := make([]string, 0, len(words))
	for _, word := range words {
		translated = append(translated, translate(word))
	}
	return translated
}

// Run translates while a word is learnt.
func Run() error {
	var wg sync.WaitGroup
	var got []string
	wg.Go(func() {
		for range 10 {
			learn("maybe", "peut-être")
		}
	})
	wg.Go(func() {
		for range 10 {
			got = translateAll([]string{"yes", "no"})
		}
	})
	wg.Wait()
	if len(got) != 2 || got[0] != "oui" || got[1] != "non" {
		return fmt.Errorf("got %v, want [oui non]", got)
	}
	return nil
}
