// Command supervisor is the first process of a run container: it starts the test binaries of one grading one after
// the other, reads their reports, and answers in frames on standard output. No submission code runs in it.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"time"

	"gauntlet.invalid/runner/internal/cgroup"
	"gauntlet.invalid/runner/internal/probe"
	"gauntlet.invalid/runner/internal/wire"
)

// request is what the grader asks for. Times are milliseconds.
type request struct {
	Mode          string      `json:"mode"` // "run" or "probe"
	Probe         string      `json:"probe,omitempty"`
	Executions    []execution `json:"executions,omitempty"`
	TestTimeoutMS int64       `json:"test_timeout_ms,omitempty"`
	WallMS        int64       `json:"wall_ms,omitempty"`
	OutputBytes   int64       `json:"output_bytes,omitempty"`
	LineBytes     int64       `json:"line_bytes,omitempty"`
	MaxDeaths     int         `json:"max_deaths,omitempty"`
	MaxFailures   int         `json:"max_failures,omitempty"` // of one test, after which it is not repeated
}

// execution is one binary under one schedule.
type execution struct {
	ID          string   `json:"id"`
	Binary      string   `json:"binary"`          // below bin/
	Mode        string   `json:"mode"`            // "test", "bench", "profile" or "waits"
	Tests       []string `json:"tests,omitempty"` // or benchmarks
	Count       int      `json:"count,omitempty"`
	Least       int      `json:"least,omitempty"`     // of those, the ones that run whatever they take
	BudgetMS    int64    `json:"budget_ms,omitempty"` // time for the others
	Perturb     bool     `json:"perturb,omitempty"`   // yield at the points that were woven in
	Program     bool     `json:"program,omitempty"`   // the tests start bin/program: see programs.go
	GOMAXPROCS  int      `json:"gomaxprocs"`
	Seed        int64    `json:"seed,omitempty"`
	BenchtimeMS int64    `json:"benchtime_ms,omitempty"`
	TimeoutMS   int64    `json:"timeout_ms"`
}

// exitUnsupported says that the supervisor could not do its work, for a reason told on standard error.
const exitUnsupported = 3

func main() {
	if len(os.Args) == 3 {
		os.Exit(inner(os.Args[1], os.Args[2]))
	}
	code := 0
	if err := supervise(); err != nil {
		fmt.Fprintln(os.Stderr, "supervisor:", err)
		code = exitUnsupported
	}
	os.Exit(cgroup.ExitCode(code))
}

// inner is what this binary does where it is not the first process.
func inner(mode, argument string) int {
	switch mode {
	case launchMode:
		return launch(argument)
	case probeMode:
		// As the harness does, before a line of a submission runs.
		if err := makeUnreadable(); err != nil {
			return told(err)
		}
		return probe.Run(argument, os.Stdout)
	case readMode:
		return read(argument)
	case wipeMode:
		return wipe(argument)
	}
	fmt.Fprintf(os.Stderr, "supervisor: expected a mode, got %q\n", mode)
	return exitUnsupported
}

func supervise() error {
	if err := becomeSupervisor(); err != nil {
		return err
	}
	// The first process of a namespace can only be ended by a signal that it handles, and this one handles all of them
	// by doing nothing. Not Ignore: that would be inherited.
	signal.Notify(make(chan os.Signal, 1))
	if err := prepareWork(); err != nil {
		return err
	}
	var req request
	if err := wire.ReadRequest(os.Stdin, &req, workDir); err != nil {
		return err
	}
	if req.Mode == probeMode {
		return runProbe(req.Probe)
	}
	if err := sealBinaries(); err != nil {
		return err
	}
	s := &supervisor{
		req:      req,
		out:      wire.NewWriter(os.Stdout),
		deadline: time.Now().Add(time.Duration(req.WallMS) * time.Millisecond),
		fallen:   map[string]bool{},
		failures: map[string]int{},
		sampled:  map[string]map[string]int{},
	}
	return s.run()
}
