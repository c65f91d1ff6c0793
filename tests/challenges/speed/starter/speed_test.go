package speed_test

import (
	"testing"

	"your/speed"
)

func TestSums(t *testing.T) {
	numbers := []uint64{1, 2, 3, 40, 1 << 63}
	const want = 46 + 1<<63
	if got := speed.Halves(numbers); got != want {
		t.Errorf("Halves(%v) = %d, want %d", numbers, got, uint64(want))
	}
	batches := [][]uint64{numbers[:2], numbers[2:3], numbers[3:]}
	if got := speed.Batches(batches); got != want {
		t.Errorf("Batches(%v) = %d, want %d", batches, got, uint64(want))
	}
}
