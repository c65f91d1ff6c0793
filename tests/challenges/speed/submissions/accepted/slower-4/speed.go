// Package speed sums up numbers with two workers.
package speed

import "sync"

// steps of work for each number. It is the only difference between the
// solutions of this challenge.
const steps = 8000

// Halves sums up numbers: two workers, each takes a half.
func Halves(numbers []uint64) uint64 {
	half := len(numbers) / 2
	first := make(chan uint64)
	go func() { first <- sum(numbers[:half]) }()
	second := sum(numbers[half:])
	return <-first + second
}

// Batches sums up numbers: two workers, each takes batches until none is left.
func Batches(batches [][]uint64) uint64 {
	left := make(chan []uint64, len(batches))
	for _, batch := range batches {
		left <- batch
	}
	close(left)

	var sums [2]uint64
	var workers sync.WaitGroup
	for i := range sums {
		workers.Go(func() {
			for batch := range left {
				sums[i] += sum(batch)
			}
		})
	}
	workers.Wait()
	return sums[0] + sums[1]
}

func sum(numbers []uint64) uint64 {
	var total uint64
	for _, n := range numbers {
		total += n * work(n)
	}
	return total
}

// work returns 1, which no compiler knows: an odd number, multiplied by an odd
// one, is odd, and stays so when an even one is added.
func work(seed uint64) uint64 {
	x := seed | 1
	for range steps {
		x = x*6364136223846793005 + 1442695040888963406
	}
	return x & 1
}
