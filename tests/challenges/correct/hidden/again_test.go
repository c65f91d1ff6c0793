package scenario_test

import (
	"testing"
	"testing/synctest"

	"your/scenario"
)

// What one call leaves to the next must not depend on who calls.
func TestRunAgain(t *testing.T) {
	for range 2 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			play(t)
		}()
		<-done
	}
}

// In a bubble a scenario has to leave nothing behind and must not depend on real time, which moves on while goroutines
// compute. Those that cannot promise it are played once more as they are.
func TestRunInBubble(t *testing.T) {
	if scenario.Bubble {
		synctest.Test(t, play)
		return
	}
	play(t)
}
