package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// checkFormat returns a finding for every file that gofmt would change, at the first line that differs.
func checkFormat(sources []source) []finding {
	var findings []finding
	for _, src := range sources {
		formatted, err := format.Source(src.content)
		if err != nil || bytes.Equal(formatted, src.content) {
			continue // what does not parse is the compiler's to report
		}
		was, is := bytes.Split(src.content, []byte("\n")), bytes.Split(formatted, []byte("\n"))
		line := 0
		for line < len(was) && line < len(is) && bytes.Equal(was[line], is[line]) {
			line++
		}
		findings = append(findings, finding{
			Kind: "format", File: src.path, Line: line + 1,
			Message: "gofmt would change this file, from this line on; run gofmt -w " + src.path,
		})
	}
	return findings
}

// vetReport is the output of go vet -json: package -> analyser -> diagnostics. It comes with "# package" lines
// between the objects, and with compile errors where there are any.
type vetReport map[string]map[string]json.RawMessage

type vetDiagnostic struct {
	Posn    string `json:"posn"` // file:line:column
	Message string `json:"message"`
}

const maxVetFindings = 50

func parseVet(output, module string) []finding {
	var findings []finding
	start := strings.IndexByte(output, '{')
	if start < 0 {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(stripComments(output[start:])))
	for {
		var report vetReport
		if decoder.Decode(&report) != nil {
			break
		}
		for pkg, analysers := range report {
			for analyser, raw := range analysers {
				var diagnostics []vetDiagnostic
				if json.Unmarshal(raw, &diagnostics) != nil {
					continue // {"error": ...}: the compiler reports it better
				}
				for _, d := range diagnostics {
					findings = append(findings, vetFinding(d, analyser, strings.TrimPrefix(pkg, module)))
				}
			}
		}
	}
	slices.SortFunc(findings, func(a, b finding) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
	return findings[:min(len(findings), maxVetFindings)]
}

func vetFinding(d vetDiagnostic, analyser, subdirectory string) finding {
	parts := strings.Split(d.Posn, ":")
	f := finding{Kind: "vet", Message: fmt.Sprintf("%s (vet: %s)", d.Message, analyser)}
	if len(parts) >= 3 {
		f.File = filepath.Join(strings.TrimPrefix(subdirectory, "/"), filepath.Base(strings.Join(parts[:len(parts)-2], ":")))
		f.Line, _ = strconv.Atoi(parts[len(parts)-2])
		f.Column, _ = strconv.Atoi(parts[len(parts)-1])
	}
	return f
}

func stripComments(output string) string {
	var kept strings.Builder
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(line, "#") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}
