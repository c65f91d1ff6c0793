package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
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
	Name      string `json:"name"` // race, plain; of a program: driver, program
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

// Bounds of what is said about a submission. It can be made to deserve any number of remarks that quote any length of it,
// and an answer that grows with them would be our own fault in the end.
const (
	maxFindings     = 100
	maxMessageRunes = 500
)

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
	built, vetted, err := b.compile(sources)
	if err != nil {
		return err
	}
	findings = append(findings, vetted...)
	if err := b.finish(findings, started); err != nil {
		return err
	}
	for _, result := range built {
		if result.failed {
			return b.out.Send(compileErrorMessage{Type: "compile_error", Output: result.output})
		}
	}
	for _, result := range built {
		if err := b.sendArtefact(result.name, result.binary); err != nil {
			return err
		}
	}
	return b.out.Send(builtMessage{Type: "built", GoVersion: runtime.Version()})
}

func (b *builder) finish(findings []finding, started time.Time) error {
	if err := b.out.Send(findingsMessage{Type: "findings", Findings: bounded(findings)}); err != nil {
		return err
	}
	return b.sendPhase("build", started)
}

// bounded returns the first findings, with the beginning of what each says.
func bounded(findings []finding) []finding {
	kept := append([]finding{}, findings[:min(len(findings), maxFindings)]...) // never nil: the reader wants a list
	for i := range kept {
		if said := []rune(kept[i].Message); len(said) > maxMessageRunes {
			kept[i].Message = string(said[:maxMessageRunes]) + "…"
		}
	}
	return kept
}

func (b *builder) sendPhase(name string, started time.Time) error {
	var children syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_CHILDREN, &children)
	cpu := time.Duration(children.Utime.Nano() + children.Stime.Nano())
	return b.out.Send(phaseMessage{
		Type: "phase", Name: name, WallMS: time.Since(started).Milliseconds(), CPUMS: cpu.Milliseconds(),
	})
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
