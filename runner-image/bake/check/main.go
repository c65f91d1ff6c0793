// Command check proves that the baked build cache is complete: it runs the three commands of grading on
// a small module as the unprivileged user of the build image, and fails when one of them compiles or
// vets a package of the standard library, or warns.
//
// It runs while the image is built, in the final file system; it knows nothing of the tools or the
// harness. It leaves a table of the commands and their wall times in the file named by its second argument.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// own lists the packages of the probe, and the main package that `go test` generates: all that may be compiled.
var own = []string{"gauntlet", "main", "your/workerpool", "your/workerpool_test"}

// stages are the commands of grading, as cmd/builder runs them. Every one is a cache key of its own.
var stages = []struct {
	name, cgo string
	args      []string
}{
	{"race binary", "1", []string{"test", "-c", "-race", "-trimpath", "-vet=off", "-ldflags=-s -w", "-o", "../race.test", "."}},
	{"plain binary", "0", []string{"test", "-c", "-trimpath", "-vet=off", "-ldflags=-s -w", "-o", "../plain.test", "."}},
	{"vet", "1", []string{"vet", "-json", "."}},
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("expected two arguments, the directory of the probe modules and the file to write")
	}
	if os.Getuid() == 0 {
		return errors.New("expected to run as the image's unprivileged user, am root: root can write the cache, so this would prove nothing")
	}
	work, err := os.MkdirTemp("", "check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := os.CopyFS(work, os.DirFS(args[0])); err != nil {
		return err
	}
	module := filepath.Join(work, "pool")
	if err := datesAhead(module); err != nil {
		return err
	}
	var record strings.Builder
	for _, stage := range stages {
		// Once as grading runs it, for the time; once with -x to see what it did.
		start := time.Now()
		out, err := command(module, stage.cgo, stage.args...)
		wall := time.Since(start)
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", stage.name, err, out)
		}
		if bytes.Contains(out, []byte("go: ")) {
			return fmt.Errorf("%s: expected no warning of the go command, got:\n%s", stage.name, out)
		}
		trace, err := command(module, stage.cgo, slices.Insert(slices.Clone(stage.args), 1, "-x")...)
		if err != nil {
			return fmt.Errorf("%s with -x: %w\n%s", stage.name, err, trace)
		}
		if stray := strays(trace); len(stray) > 0 {
			return fmt.Errorf("%s: the baked cache misses %d packages, rebuilt for a submission: %s",
				stage.name, len(stray), strings.Join(stray, " "))
		}
		fmt.Fprintf(&record, "%-12s %4d ms, no package of the standard library rebuilt\n", stage.name, wall.Milliseconds())
	}
	if err := binaries(work); err != nil {
		return err
	}
	record.WriteString("both binaries run, and the race is reported\n")
	fmt.Print(record.String())
	return os.WriteFile(args[1], []byte(record.String()), 0o644)
}

// datesAhead sets the modification time of every source far ahead, as a builder has to. The go command
// indexes a package directory whose files are more than two seconds old, and where it cannot store the
// index in the cache, the build fails; files from the future count as new for good.
func datesAhead(dir string) error {
	ahead := time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC)
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, ahead, ahead)
	})
}

func command(dir, cgo string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	return cmd.CombinedOutput()
}

var (
	compiled = regexp.MustCompile(`(?m)/compile .* -p (\S+)`)
	vetted   = regexp.MustCompile(`(?m)^\s*"ImportPath": "([^" ]+)`)
)

// strays returns the packages that a trace of `go -x` compiles or vets beyond those of the probe.
func strays(trace []byte) []string {
	var found []string
	for _, pattern := range []*regexp.Regexp{compiled, vetted} {
		for _, match := range pattern.FindAllSubmatch(trace, -1) {
			if name := string(match[1]); !slices.Contains(own, name) && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

// binaries runs what was built: both must pass, and the race binary must report the probe's race.
func binaries(dir string) error {
	for _, name := range []string{"./race.test", "./plain.test"} {
		cmd := exec.Command(name, "-test.run=.", "-test.bench=.", "-test.benchtime=10x")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", name, err, out)
		}
	}
	cmd := exec.Command("./race.test", "-test.run=TestRace")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PROBE_RACE=1")
	if out, err := cmd.CombinedOutput(); err == nil || !bytes.Contains(out, []byte("WARNING: DATA RACE")) {
		return fmt.Errorf("race.test: expected a race report, got (%v):\n%s", err, out)
	}
	return nil
}
