package scenario_test

import (
	"testing"

	"your/scenario"
)

func TestRun(t *testing.T) {
	play(t)
}

func play(t *testing.T) {
	if err := scenario.Run(); err != nil {
		t.Error(err)
	}
}
