package speed_test

import (
	"testing"

	"your/speed"
)

const (
	batches = 16
	each    = 16
)

// input is another one for each round, and so is its sum.
func input(round uint64) ([]uint64, uint64) {
	numbers := make([]uint64, batches*each)
	var sum uint64
	for i := range numbers {
		numbers[i] = round + uint64(i)
		sum += numbers[i]
	}
	return numbers, sum
}

func BenchmarkHalves(b *testing.B) {
	var round uint64
	for b.Loop() {
		round++
		numbers, want := input(round)
		if got := speed.Halves(numbers); got != want {
			b.Fatalf("Halves = %d, want %d", got, want)
		}
	}
}

func BenchmarkBatches(b *testing.B) {
	var round uint64
	for b.Loop() {
		round++
		numbers, want := input(round)
		parts := make([][]uint64, batches)
		for i := range parts {
			parts[i] = numbers[i*each : (i+1)*each]
		}
		if got := speed.Batches(parts); got != want {
			b.Fatalf("Batches = %d, want %d", got, want)
		}
	}
}
