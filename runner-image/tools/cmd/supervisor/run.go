package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"gauntlet.invalid/runner/internal/cgroup"
	"gauntlet.invalid/runner/internal/wire"
)

// supervisor goes through the executions of one request.
type supervisor struct {
	req      request
	out      *wire.Writer
	deadline time.Time
	deaths   int                       // what the processes that died have cost together, in quick deaths
	fallen   map[string]bool           // tests that took a process down or failed too often; they do not run again
	failures map[string]int            // by test
	troubled bool                      // something was found: no repetitions beyond the least
	sampled  map[string]map[string]int // iterations of one sample by binary and benchmark, once one was taken
}

type startedMessage struct {
	Type      string   `json:"type"`
	Execution string   `json:"execution"`
	Tests     []string `json:"tests,omitempty"`
	Count     int      `json:"count,omitempty"`
}

type stoppedMessage struct {
	Type   string `json:"type"`
	Reason string `json:"reason"` // "wall_time" or "deaths"
}

type finishedMessage struct {
	Type            string `json:"type"`
	MemoryPeakBytes int64  `json:"memory_peak_bytes"`
	OOMKills        int64  `json:"oom_kills"`
}

func (s *supervisor) run() error {
	for _, e := range s.req.Executions {
		var stop string
		var err error
		if e.isTest() {
			stop, err = s.tests(e)
		} else {
			stop, err = s.benchmark(e)
		}
		if err != nil {
			return err
		}
		if stop != "" {
			if err := s.out.Send(stoppedMessage{Type: "stopped", Reason: stop}); err != nil {
				return err
			}
			break
		}
	}
	return s.out.Send(finishedMessage{Type: "finished", MemoryPeakBytes: cgroup.MemoryPeak(), OOMKills: cgroup.OOMKills()})
}

// tests runs the tests of one execution until each has been repeated as often as asked or has taken a process down.
// When a process dies, the test that was running is charged for it and the others go on in a new process, each for
// the repetitions that it still lacks: one crash must not hide the rest of the report.
func (s *supervisor) tests(e execution) (stop string, err error) {
	missing := map[string]int{}
	for _, name := range e.Tests {
		if !s.fallen[name] {
			missing[name] = e.Least
		}
	}
	for len(missing) > 0 {
		ran, stop, err := s.process(e.part(missing, s.troubled))
		if err != nil || stop != "" {
			return stop, err
		}
		s.troubled = s.troubled || ran.found || !ran.done
		for name, ends := range ran.ends {
			missing[name] -= ends
			if missing[name] <= 0 {
				delete(missing, name)
			}
		}
		for name, failures := range ran.failures {
			if s.failures[name] += failures; s.req.MaxFailures > 0 && s.failures[name] >= s.req.MaxFailures {
				s.fallen[name] = true
				delete(missing, name)
			}
		}
		if ran.done {
			// Whatever the process did not run it will not run the next time either.
			for _, name := range ran.tests {
				delete(missing, name)
			}
			continue
		}
		s.deaths += ran.price
		if s.deaths > s.req.MaxDeaths {
			return "deaths", nil
		}
		if ran.current == "" {
			return "", nil // it died outside of any test: nothing more to learn from it
		}
		s.fallen[ran.current] = true
		delete(missing, ran.current)
	}
	return "", nil
}

// part is what one process runs of the execution: the tests that miss the most repetitions. Once something was found the
// verdict is no longer open, and nothing is repeated beyond the least.
func (e execution) part(missing map[string]int, troubled bool) execution {
	part := e
	part.Tests = nil
	part.Least = slices.Max(slices.Collect(maps.Values(missing)))
	for _, name := range e.Tests {
		if missing[name] == part.Least {
			part.Tests = append(part.Tests, name)
		}
	}
	if troubled {
		part.Count, part.BudgetMS = part.Least, 0
	}
	return part
}

// testPattern matches exactly the top-level tests of the execution, none where it runs benchmarks.
func testPattern(e execution) string {
	if !e.isTest() {
		return "^$"
	}
	return "^(" + strings.Join(e.Tests, "|") + ")$"
}
