// Package scenario hands hashing to workers that are there for as long as the process is.
package scenario

import (
	"crypto/sha256"
	"fmt"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type request struct {
	text   string
	answer chan<- string
}

var requests = make(chan request)

func init() {
	for range 3 {
		go serve()
	}
}

// serve ends with the process.
func serve() {
	for r := range requests {
		r.answer <- fmt.Sprintf("%x", sha256.Sum256([]byte(r.text)))[:8]
	}
}

func hash(text string) string {
	answer := make(chan string)
	requests <- request{text: text, answer: answer}
	return <-answer
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	hashes := make(chan string)
	for range 6 {
		go func() { hashes <- hash("gopher") }()
	}
	first := <-hashes
	for range 5 {
		if other := <-hashes; other != first {
			return fmt.Errorf("one text has the hashes %s and %s", first, other)
		}
	}
	if other := hash("badger"); other == first || len(other) != 8 {
		return fmt.Errorf("another text has the hash %s", other)
	}
	return nil
}
