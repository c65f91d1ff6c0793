// Command builder is the first process of a build container: it checks a submission's sources against the challenge's
// rules, and compiles them with the tests. It never executes anything of the submission.
package main

import (
	"fmt"
	"os"

	"gauntlet.invalid/runner/internal/cgroup"
	"gauntlet.invalid/runner/internal/wire"
)

// request is what the grader asks for. The files of the tar stream lie below the work directory: submission/ holds
// what the candidate handed in, tests/ the visible and hidden tests.
type request struct {
	Module     string   `json:"module"`
	Package    string   `json:"package"`
	Imports    []string `json:"imports"` // "std" allows the whole standard library
	Tests      []string `json:"tests"`
	Benchmarks []string `json:"benchmarks"`
	Race       bool     `json:"race"` // build what is tested with the race detector
	Plain      bool     `json:"plain"`
	Program    bool     `json:"program"` // a program and, in place of the plain binary, the driver that tests it
	Check      bool     `json:"check"`   // gofmt, vet
}

const (
	workDir       = "/work"
	submissionDir = workDir + "/submission"
	testsDir      = workDir + "/tests"
	raceDir       = workDir + "/race"
	plainDir      = workDir + "/plain"
	driverDir     = workDir + "/driver"
	vetDir        = workDir + "/vet"
	harnessDir    = "/opt/gauntlet/harness"
)

func main() {
	var req request
	err := wire.ReadRequest(os.Stdin, &req, workDir)
	if err == nil {
		b := &builder{req: req, out: wire.NewWriter(os.Stdout)}
		err = b.run()
	}
	code := 0
	if err != nil {
		fmt.Fprintln(os.Stderr, "builder:", err)
		code = 3
	}
	os.Exit(cgroup.ExitCode(code))
}
