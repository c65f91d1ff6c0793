// Package scenario stores documents and finds them by word.
package scenario

import (
	"fmt"
	"strings"
	"sync"
)

type store struct {
	mu    sync.Mutex
	texts map[int]string
	index *index
}

type index struct {
	mu    sync.Mutex
	ids   map[string][]int
	store *store
}

func (s *store) put(id int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts[id] = text
	s.index.add(id, strings.Fields(text))
}

func (s *store) text(id int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.texts[id]
}

func (x *index) add(id int, words []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, word := range words {
		x.ids[word] = append(x.ids[word], id)
	}
}

func (x *index) search(word string) []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	var texts []string
	for _, id := range x.ids[word] {
		texts = append(texts, x.store.text(id))
	}
	return texts
}

// Run searches while a document is stored.
func Run() error {
	s := &store{texts: make(map[int]string), index: &index{ids: make(map[string][]int)}}
	s.index.store = s
	s.put(1, "red tea")
	var wg sync.WaitGroup
	wg.Go(func() { s.index.search("tea") })
	wg.Go(func() { s.put(2, "green tea") })
	wg.Wait()
	if got := s.index.search("tea"); len(got) != 2 {
		return fmt.Errorf("found %v, want two documents", got)
	}
	return nil
}
