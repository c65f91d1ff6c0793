// Package scenario finds the first primes by a chain of filters, and takes the chain down.
package scenario

import (
	"fmt"
	"slices"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A sieve is a chain of goroutines; each lets through what its prime does not divide.
type sieve struct {
	done   chan struct{}
	stages sync.WaitGroup
}

func (s *sieve) send(out chan<- int, n int) bool {
	select {
	case out <- n:
		return true
	case <-s.done:
		return false
	}
}

func (s *sieve) count() <-chan int {
	out := make(chan int)
	s.stages.Go(func() {
		for n := 2; s.send(out, n); n++ {
		}
	})
	return out
}

func (s *sieve) filter(in <-chan int, prime int) <-chan int {
	out := make(chan int)
	s.stages.Go(func() {
		for {
			select {
			case n := <-in:
				if n%prime != 0 && !s.send(out, n) {
					return
				}
			case <-s.done:
				return
			}
		}
	})
	return out
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	s := &sieve{done: make(chan struct{})}
	numbers := s.count()
	var primes []int
	for range 10 {
		prime := <-numbers
		primes = append(primes, prime)
		numbers = s.filter(numbers, prime)
	}
	close(s.done)
	s.stages.Wait()
	if want := []int{2, 3, 5, 7, 11, 13, 17, 19, 23, 29}; !slices.Equal(primes, want) {
		return fmt.Errorf("found %v, want %v", primes, want)
	}
	return nil
}
