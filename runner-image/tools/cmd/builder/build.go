package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"gauntlet.invalid/runner/internal/wire"
)

// finding is a remark on a line of the submission; the fields are those of the Report.
type finding struct {
	Kind    string `json:"kind"` // format, vet, policy, compile
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

type findingsMessage struct {
	Type     string    `json:"type"`
	Findings []finding `json:"findings"`
}

type phaseMessage struct {
	Type   string `json:"type"`
	Name   string `json:"name"` // check, build
	WallMS int64  `json:"wall_ms"`
	CPUMS  int64  `json:"cpu_ms"`
}

type compileErrorMessage struct {
	Type   string `json:"type"`
	Output string `json:"output"`
}

type artefactMessage struct {
	Type      string `json:"type"`
	Name      string `json:"name"` // race, plain
	SizeBytes int64  `json:"size_bytes"`
}

type builtMessage struct {
	Type      string `json:"type"`
	GoVersion string `json:"go_version"`
}

type builder struct {
	req request
	out *wire.Writer
}

// maxToolOutput bounds what is kept of a compiler's or vet's output, in bytes.
const maxToolOutput = 64 * 1024

func (b *builder) run() error {
	started := time.Now()
	sources, err := readSources(submissionDir)
	if err != nil {
		return err
	}
	findings := checkPolicy(sources, b.req)
	if len(findings) > 0 {
		return b.finish(findings, started)
	}
	if b.req.Check {
		findings = checkFormat(sources)
	}
	if err := b.sendPhase("check", started); err != nil {
		return err
	}
	if err := b.layOut(sources); err != nil {
		return err
	}
	built, err := b.compile(sources, &findings)
	if err != nil {
		return err
	}
	if err := b.finish(findings, started); err != nil {
		return err
	}
	for _, result := range built {
		if result.failed {
			return b.out.Send(compileErrorMessage{Type: "compile_error", Output: result.output})
		}
	}
	for _, result := range built {
		if result.binary == "" {
			continue
		}
		if err := b.sendArtefact(result.name, result.binary); err != nil {
			return err
		}
	}
	return b.out.Send(builtMessage{Type: "built", GoVersion: runtime.Version()})
}

func (b *builder) finish(findings []finding, started time.Time) error {
	if findings == nil {
		findings = []finding{}
	}
	if err := b.out.Send(findingsMessage{Type: "findings", Findings: findings}); err != nil {
		return err
	}
	return b.sendPhase("build", started)
}

func (b *builder) sendPhase(name string, started time.Time) error {
	var children syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_CHILDREN, &children)
	cpu := time.Duration(children.Utime.Nano() + children.Stime.Nano())
	return b.out.Send(phaseMessage{
		Type: "phase", Name: name, WallMS: time.Since(started).Milliseconds(), CPUMS: cpu.Milliseconds(),
	})
}

// compiled is what one run of the go command came to.
type compiled struct {
	name   string
	binary string // empty for vet
	output string
	failed bool
}

// compile runs the builds that were asked for, and vet, side by side: they share the baked cache and no result.
func (b *builder) compile(sources []source, findings *[]finding) ([]compiled, error) {
	var group sync.WaitGroup
	results := make([]compiled, 2)
	errs := make([]error, 3)
	if b.req.Race {
		group.Go(func() {
			results[0], errs[0] = goTool("race", moduleDir, []string{"CGO_ENABLED=1"}, "test", "-c", "-race", "-trimpath",
				"-vet=off", "-ldflags=-s -w", "-o", workDir+"/race.test", ".")
			results[0].binary = workDir + "/race.test"
		})
	}
	if b.req.Plain {
		group.Go(func() {
			results[1], errs[1] = goTool("plain", moduleDir, []string{"CGO_ENABLED=0"}, "test", "-c", "-trimpath",
				"-vet=off", "-ldflags=-s -w", "-o", workDir+"/plain.test", ".")
			results[1].binary = workDir + "/plain.test"
		})
	}
	var vet []finding
	if b.req.Check {
		group.Go(func() {
			var result compiled
			result, errs[2] = goTool("vet", vetDir, []string{"CGO_ENABLED=1"}, "vet", "-json", ".")
			vet = parseVet(result.output, b.req.Module)
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	*findings = append(*findings, vet...)
	return results, nil
}

// The go command stores an index of every directory whose files are more than two seconds old, which a read-only
// cache refuses. Files from the future are never old enough.
var dateAhead = time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC)

// layOut writes the module that is built: our go.mod, the submission, and our tests over whatever bears their names.
// Vet gets a copy without the tests: remarks on our code would only confuse.
func (b *builder) layOut(sources []source) error {
	mod := "module " + b.req.Module + "\n\ngo 1.27\n"
	withHarness := mod + "\nrequire gauntlet v0.0.0\n\nreplace gauntlet => " + harnessDir + "\n"
	files := map[string][]byte{
		filepath.Join(moduleDir, "go.mod"): []byte(withHarness),
		filepath.Join(vetDir, "go.mod"):    []byte(mod),
	}
	for _, src := range sources {
		files[filepath.Join(moduleDir, src.path)] = src.content
		files[filepath.Join(vetDir, src.path)] = src.content
	}
	tests, err := readSources(testsDir)
	if err != nil {
		return err
	}
	woven, err := weave(tests, b.req)
	if err != nil {
		return err
	}
	for path, content := range woven {
		files[filepath.Join(moduleDir, path)] = content
	}
	for path, content := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fmt.Errorf("make directory: %w", err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return fmt.Errorf("lay out sources: %w", err)
		}
		if err := os.Chtimes(path, dateAhead, dateAhead); err != nil {
			return fmt.Errorf("date sources: %w", err)
		}
	}
	return nil
}

// gcPercent lets the go command and its tools use more of the container's memory and collect less: a fifth of the CPU
// time of a build.
const gcPercent = "GOGC=400"

// goTool runs the go command. A failing command is a result; that it could not be run is an error.
func goTool(name, dir string, env []string, args ...string) (compiled, error) {
	cmd := exec.Command("/usr/local/go/bin/go", args...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(os.Environ(), env, []string{gcPercent, "GOTMPDIR=" + workDir, "TMPDIR=" + workDir, "GOWORK=off", "PWD=" + dir})
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	err := cmd.Run()
	text := output.Bytes()
	if len(text) > maxToolOutput {
		text = text[:maxToolOutput]
	}
	result := compiled{name: name, output: string(text), failed: err != nil}
	if err != nil && cmd.ProcessState == nil {
		return result, fmt.Errorf("run go %s: %w", args[0], err)
	}
	return result, nil
}

func (b *builder) sendArtefact(name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open %s binary: %w", name, err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return fmt.Errorf("read %s binary: %w", name, err)
	}
	if err := b.out.Send(artefactMessage{Type: "artefact", Name: name, SizeBytes: int64(len(content))}); err != nil {
		return err
	}
	return b.out.Bytes(wire.Artefact, content)
}
