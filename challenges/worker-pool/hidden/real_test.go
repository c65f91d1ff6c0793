package workerpool_test

import (
	"context"
	"testing"
	"time"
)

// A bubble's clock tells a pool that it is tested: what holds at any time is
// tested under the clock of real use, too.

func TestRoomUnderARealClock(t *testing.T) {
	for _, size := range [][2]int{{1, 0}, {3, 1}, {3, 12}, {4, 64}} {
		accept(t, size[0], size[1])
	}
}

// accept fills a pool, and then hands it one task too many.
func accept(t *testing.T, workers, queue int) {
	pool := newRig(t, workers, queue)
	defer pool.end()

	// A Submit that runs its task itself must not hang.
	rescue := time.AfterFunc(patienceOf(t), pool.open)
	defer rescue.Stop()
	for range workers + queue {
		pool.submit(pool.hold)
	}
	// Long enough for a pool that has room, or makes some.
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Millisecond)
	defer cancel()
	if await(t, pool.submitLater(ctx, pool.hold), "Submit to return when its context had ended") == nil {
		t.Errorf("New(%d, %d) accepted %d unfinished tasks", workers, queue, workers+queue+1)
	}
}
