package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
)

// A summary is the program's last word.
type summary struct {
	Accepted  *int `json:"accepted"`
	Refused   *int `json:"refused"`
	Processed *int `json:"processed"`
	Dropped   *int `json:"dropped"`
}

// books are the same numbers once they are known to be there.
type books struct{ accepted, refused, processed, dropped int }

// summary is what an ended program has written to standard output, which has
// to add up within itself and with the journal.
func (r *rig) summary() books {
	r.t.Helper()
	out := r.Stdout()
	line, ended := strings.CutSuffix(out, "\n")
	var s summary
	decoder := json.NewDecoder(strings.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil || !ended || strings.Contains(line, "\n") {
		r.fatalf("standard output is %q (error %v), want one line with the summary", out, err)
	}
	if s.Accepted == nil || s.Refused == nil || s.Processed == nil || s.Dropped == nil {
		r.fatalf("the summary is %q, want accepted, refused, processed and dropped", line)
	}
	b := books{*s.Accepted, *s.Refused, *s.Processed, *s.Dropped}
	if b.accepted != b.processed+b.dropped {
		r.t.Errorf("the summary is %s: accepted is not the sum of processed and dropped", line)
	}
	if added := len(r.lines()) - r.before; b.processed != added {
		r.t.Errorf("the summary is %s, but the journal has got %d lines", line, added)
	}
	return b
}

// wantSummary compares the summary with what the client has seen.
func (r *rig) wantSummary(want books) {
	r.t.Helper()
	if got := r.summary(); got != want {
		r.t.Errorf("the summary is %+v, want %+v", got, want)
	}
}

// written counts the lines that the journal of a running program has.
func (r *rig) written() int {
	content, _ := os.ReadFile(r.journal) // it need not be there yet
	return bytes.Count(content, []byte("\n"))
}

// lines are those of the journal, sorted, once the program has ended. A last
// line that is not whole is an error.
func (r *rig) lines() []string {
	r.t.Helper()
	content, err := os.ReadFile(r.journal)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(content) == 0 {
		return nil
	}
	if err != nil {
		r.t.Fatal(err)
	}
	text, whole := strings.CutSuffix(string(content), "\n")
	if !whole {
		r.t.Errorf("the journal ends within a line: %q", text[max(0, len(text)-80):])
	}
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return lines
}

// wantJournal checks that each of the ids has its line, and nothing else has.
func (r *rig) wantJournal(ids []string) {
	r.t.Helper()
	want := slices.Sorted(slices.Values(ids))
	if got := r.lines(); !slices.Equal(got, want) {
		r.t.Errorf("the journal has %d lines: %s, want %d: %s", len(got), abridged(got), len(want), abridged(want))
	}
}

func abridged(ids []string) string {
	if len(ids) > 12 {
		return strings.Join(ids[:12], " ") + " ..."
	}
	return strings.Join(ids, " ")
}
