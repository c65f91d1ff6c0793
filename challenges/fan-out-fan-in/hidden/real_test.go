package fanout_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"your/fanout"
)

// A bubble's clock tells a stage that it is tested: what holds at any time is
// tested under the clock of real use, too.

func TestRestUnderARealClock(t *testing.T) {
	for _, o := range orders {
		var running atomic.Int32
		var returned atomic.Bool
		source := func(yield func(int, error) bool) {
			defer returned.Store(true)
			for v := range 12 { // few: a wrong stage may have to wait for each
				if !yield(v, nil) {
					return
				}
			}
		}
		// One call returns; the others end with their context, and not at once.
		f := func(ctx context.Context, v int) (int, error) {
			running.Add(1)
			defer running.Add(-1)
			if v == 0 {
				return image(v), nil
			}
			timer := time.NewTimer(patienceOf(t))
			defer timer.Stop()
			select {
			case <-ctx.Done():
				time.Sleep(time.Millisecond)
			case <-timer.C:
				outOfPatience.Store(t.Name(), true)
			}
			return 0, ctx.Err()
		}
		for range fanout.Map(context.Background(), 4, o.order, source, f) {
			break
		}
		if n := running.Load(); n != 0 {
			t.Errorf("%s: %d calls were running when the loop had ended", o.name, n)
		}
		if !returned.Load() {
			t.Errorf("%s: the source had not returned when the loop had ended", o.name)
		}
	}
}

func TestLookAheadUnderARealClock(t *testing.T) {
	const workers, values = 3, 200
	for _, o := range orders {
		var pulled atomic.Int64
		source := func(yield func(int, error) bool) {
			for v := range values {
				pulled.Add(1)
				if !yield(v, nil) {
					return
				}
			}
		}
		f := func(_ context.Context, v int) (int, error) { return image(v), nil }
		got := int64(0)
		for _, err := range fanout.Map(context.Background(), workers, o.order, source, f) {
			if err != nil {
				t.Fatalf("%s: got the error %v", o.name, err)
			}
			got++
			if got == 1 {
				time.Sleep(2 * time.Millisecond) // a busy loop: the stage has to wait for it
			}
			if ahead := pulled.Load() - got; ahead > 2*workers+1 {
				t.Fatalf("%s: the source was %d values ahead of the loop, want at most %d", o.name, ahead, 2*workers+1)
			}
		}
		if got != values {
			t.Errorf("%s: got %d results of %d values", o.name, got, values)
		}
	}
}
