package yield

import (
	"os"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestPointsLetOthersRun(t *testing.T) {
	// On one processor goroutines take turns only where one lets the other run.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	Start(1)
	defer func() { on = false }()
	var mu sync.Mutex
	turns, last := 0, -1
	var group sync.WaitGroup
	for me := range 2 {
		group.Go(func() {
			for range 2000 {
				Point()
				mu.Lock()
				if last != me {
					turns++
				}
				last = me
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if turns < 100 {
		t.Errorf("%d turns in 4000 steps of two goroutines, want hundreds", turns)
	}
}

func TestTheSeedIsReadToTheEnd(t *testing.T) {
	for _, want := range []string{"", "-7421", "9223372036854775807"} {
		from, to, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			for _, digit := range []byte(want) {
				_, _ = to.Write([]byte{digit})
			}
			to.Close()
		}()
		if got := readAll(int(from.Fd())); got != want {
			t.Errorf("read %q, expected %q", got, want)
		}
		from.Close()
	}
}

func TestPointsHaveABudget(t *testing.T) {
	Start(3)
	defer func() { on = false }()
	for range 200_000 {
		Point()
	}
	if elapsed := time.Since(begun); away > awayAtOnce+elapsed/awayShare+10*time.Millisecond {
		t.Errorf("away for %v of %v", away, elapsed)
	}
}

func TestPointsDoNotMoveABubblesClock(t *testing.T) {
	Start(2)
	defer func() { on = false }()
	synctest.Test(t, func(t *testing.T) {
		before := time.Now()
		for range 5000 {
			Point()
		}
		if moved := time.Since(before); moved != 0 {
			t.Errorf("the clock moved by %v", moved)
		}
	})
}
