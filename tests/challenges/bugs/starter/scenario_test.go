package scenario_test

import (
	"testing"

	"your/scenario"
)

// Deadlocks, leaks and races are not looked for here: the harness finds them.
func TestRun(t *testing.T) {
	if err := scenario.Run(); err != nil {
		t.Fatal(err)
	}
}
