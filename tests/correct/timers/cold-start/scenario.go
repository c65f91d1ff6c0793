// Package scenario looks rates up in a table that is loaded once, slowly, when it is first needed.
package scenario

import (
	"fmt"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

var table = sync.OnceValue(func() map[string]int {
	time.Sleep(1500 * time.Millisecond) // the far end warms up
	return map[string]int{"gold": 3, "silver": 2, "bronze": 1}
})

// price needs no lock: the table does not change after it has been loaded.
func price(grade string, grams int) (int, error) {
	rate, known := table()[grade]
	if !known {
		return 0, fmt.Errorf("there is no rate for %s", grade)
	}
	return rate * grams, nil
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var customers sync.WaitGroup
	prices := make([]int, 6)
	for i := range prices {
		grade := []string{"gold", "silver", "bronze"}[i%3]
		customers.Go(func() {
			if p, err := price(grade, 10); err == nil {
				prices[i] = p
			}
		})
	}
	customers.Wait()
	sum := 0
	for _, p := range prices {
		sum += p
	}
	if sum != 120 {
		return fmt.Errorf("the prices add up to %d, want 120", sum)
	}
	if _, err := price("lead", 1); err == nil {
		return fmt.Errorf("lead has a price")
	}
	return nil
}
