package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
)

// compiled is what one run of the go command came to.
type compiled struct {
	name   string
	binary string
	output string
	failed bool
}

// target is a binary to build.
type target struct {
	name string
	dir  string
	env  string
	args []string
}

var (
	// Tests of a package run in one process with it; its race build has yield points.
	racePackage = target{"race", raceDir, "CGO_ENABLED=1", []string{"test", "-c", "-race", "-vet=off"}}
	plain       = target{"plain", plainDir, "CGO_ENABLED=0", []string{"test", "-c", "-vet=off"}}
	// A program runs beside the driver that tests it. Nobody's races but the program's count.
	raceProgram = target{"program", raceDir, "CGO_ENABLED=1", []string{"build", "-race"}}
	driver      = target{"driver", driverDir, "CGO_ENABLED=0", []string{"test", "-c", "-vet=off"}}
)

// compile runs the builds that were asked for, and vet, side by side: they share the baked cache and no result. Of two
// that failed, the one whose sources are the candidate's to the column comes first.
func (b *builder) compile(sources []source) (built []compiled, vetted []finding, err error) {
	var group sync.WaitGroup
	var wovenErr, otherErr, vetErr error
	var wovenBuild, otherBuild compiled
	woven, other := racePackage, plain
	if b.req.Program {
		woven, other = raceProgram, driver
	}
	if b.req.Race {
		group.Go(func() { wovenBuild, wovenErr = woven.build() })
	}
	if b.req.Plain {
		group.Go(func() { otherBuild, otherErr = other.build() })
	}
	if b.req.Check {
		group.Go(func() {
			var result compiled
			result, vetErr = goTool(vetDir, "CGO_ENABLED=1", "vet", "-json", ".")
			vetted = parseVet(result.output, b.req.Module)
		})
	}
	group.Wait()
	if err := errors.Join(wovenErr, otherErr, vetErr); err != nil {
		return nil, nil, err
	}
	if b.req.Program && otherBuild.failed {
		// Nothing of the submission is in the driver.
		return nil, nil, fmt.Errorf("build the challenge's tests: %s", otherBuild.output)
	}
	if wovenBuild.failed && !otherBuild.failed {
		// What compiles as it was handed in must not fail for what was woven into it.
		if wovenBuild, err = rebuild(woven, sources); err != nil {
			return nil, nil, err
		}
	}
	if b.req.Plain {
		built = append(built, otherBuild)
	}
	if b.req.Race {
		built = append(built, wovenBuild)
	}
	return built, vetted, nil
}

// rebuild builds a target from the sources as they were handed in.
func rebuild(t target, sources []source) (compiled, error) {
	if err := write(t.dir, "", sources, nil); err != nil {
		return compiled{}, err
	}
	return t.build()
}

func (t target) build() (compiled, error) {
	binary := workDir + "/" + t.name + ".bin"
	args := slices.Concat(t.args, []string{"-trimpath", "-ldflags=-s -w", "-o", binary, "."})
	result, err := goTool(t.dir, t.env, args...)
	result.name, result.binary = t.name, binary
	return result, err
}

// gcPercent lets the go command and its tools use more of the container's memory and collect less: a fifth of the CPU
// time of a build.
const gcPercent = "GOGC=400"

// goTool runs the go command. A failing command is a result; that it could not be run is an error.
func goTool(dir, env string, args ...string) (compiled, error) {
	cmd := exec.Command("/usr/local/go/bin/go", args...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(os.Environ(), []string{env, gcPercent, "GOTMPDIR=" + workDir, "TMPDIR=" + workDir, "GOWORK=off", "PWD=" + dir})
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	err := cmd.Run()
	text := output.Bytes()
	if len(text) > maxToolOutput {
		text = text[:maxToolOutput]
	}
	result := compiled{output: string(text), failed: err != nil}
	if err != nil && cmd.ProcessState == nil {
		return result, fmt.Errorf("run go %s: %w", args[0], err)
	}
	return result, nil
}
