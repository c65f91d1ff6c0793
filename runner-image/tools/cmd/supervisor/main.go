// Command supervisor is the first process of a run container: it starts the test binaries of one grading one after
// the other, reads their reports, and answers in frames on standard output. No submission code runs in it.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

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
}

// execution is one binary under one schedule.
type execution struct {
	ID          string   `json:"id"`
	Binary      string   `json:"binary"` // below bin/
	Mode        string   `json:"mode"`   // "test" or "bench"
	Tests       []string `json:"tests,omitempty"`
	Count       int      `json:"count,omitempty"`
	GOMAXPROCS  int      `json:"gomaxprocs"`
	Seed        int64    `json:"seed,omitempty"`
	BenchtimeMS int64    `json:"benchtime_ms,omitempty"`
	TimeoutMS   int64    `json:"timeout_ms"`
}

const (
	workDir         = "/work"
	prSetDumpable   = 4
	exitUnsupported = 3
)

func main() {
	// Nobody in this container may read or trace this process: /proc/1 belongs to root from here on.
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0); errno != 0 {
		fmt.Fprintln(os.Stderr, "supervisor: prctl(PR_SET_DUMPABLE):", errno)
		os.Exit(exitUnsupported)
	}
	// Processes of the same user may send signals; the first process of a namespace can only be ended by one that it
	// handles, and this one handles all of them by doing nothing. Not Ignore: that would be inherited.
	signal.Notify(make(chan os.Signal, 1))
	var req request
	if err := wire.ReadRequest(os.Stdin, &req, workDir); err != nil {
		fmt.Fprintln(os.Stderr, "supervisor:", err)
		os.Exit(exitUnsupported)
	}
	if req.Mode == "probe" {
		os.Exit(probe.Run(req.Probe, os.Stdout))
	}
	s := &supervisor{
		req:      req,
		out:      wire.NewWriter(os.Stdout),
		deadline: time.Now().Add(time.Duration(req.WallMS) * time.Millisecond),
		fallen:   map[string]bool{},
	}
	if err := s.run(); err != nil {
		fmt.Fprintln(os.Stderr, "supervisor:", err)
		os.Exit(exitUnsupported)
	}
}
