package speed_test

import (
	"testing"

	"your/speed"
)

func TestSumsOfNothing(t *testing.T) {
	if got := speed.Halves(nil); got != 0 {
		t.Errorf("Halves(nil) = %d, want 0", got)
	}
	if got := speed.Batches([][]uint64{nil, {}}); got != 0 {
		t.Errorf("Batches of nothing = %d, want 0", got)
	}
}
