// Package scenario counts primes on all processors.
package scenario

import (
	"fmt"
	"runtime"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// countPrimes counts the primes among start, start+step and so on, by trying all divisors.
func countPrimes(start, step, end int) int {
	count := 0
	for n := start; n < end; n += step {
		prime := n > 1
		for d := 2; d*d <= n; d++ {
			if n%d == 0 {
				prime = false
				break
			}
		}
		if prime {
			count++
		}
	}
	return count
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	workers := runtime.GOMAXPROCS(0)
	counts := make([]int, workers)
	var working sync.WaitGroup
	for w := range workers {
		working.Go(func() { counts[w] = countPrimes(w, workers, 20_000) })
	}
	working.Wait()
	total := 0
	for _, c := range counts {
		total += c
	}
	if total != 2262 {
		return fmt.Errorf("counted %d primes, want 2262", total)
	}
	return nil
}
