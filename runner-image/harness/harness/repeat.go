package harness

import (
	"flag"
	"time"
)

// repetitions decides whether a test runs once more. The testing package repeats all tests in rounds, -test.count of
// them at most; what is not due any more skips itself without a report.
//
// Its fields change between tests only, which the testing package orders.
type repetitions struct {
	begun    time.Time
	started  map[string]int
	failures map[string]int
	// troubled: something was found. More of the same would not change the verdict, only take its time.
	troubled bool
}

var repeated = repetitions{started: map[string]int{}, failures: map[string]int{}}

// due counts the test as started if it is to run now.
func (r *repetitions) due(test string) bool {
	if r.begun.IsZero() {
		r.begun = time.Now()
	}
	if current.MaxFailures > 0 && r.failures[test] >= current.MaxFailures {
		return false
	}
	if r.started[test] >= current.Least {
		// Rounds: every other test has had its share, too.
		if r.troubled || time.Since(r.begun) >= time.Duration(current.BudgetMS)*time.Millisecond {
			setFlag("test.count", "0") // no further round
			return false
		}
		setFlag("test.v", "false") // the rounds so far have shown what there is to see
	}
	r.started[test]++
	return true
}

// ended takes note of a test's end.
func (r *repetitions) ended(test, outcome string, leaked, raced bool) {
	if outcome == "failed" {
		r.failures[test]++
	}
	r.troubled = r.troubled || outcome == "failed" || leaked || raced
}

// setFlag sets a flag of the testing package, which reads these before each round.
func setFlag(name, value string) {
	if err := flag.Set(name, value); err != nil {
		panic("gauntlet: set -" + name + ": " + err.Error())
	}
}
