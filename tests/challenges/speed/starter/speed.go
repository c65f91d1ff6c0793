// Package speed sums up numbers with two workers.
package speed

// Halves sums up numbers: two workers, each takes a half.
func Halves(numbers []uint64) uint64 {
	return 0
}

// Batches sums up numbers: two workers, each takes batches until none is left.
func Batches(batches [][]uint64) uint64 {
	return 0
}
