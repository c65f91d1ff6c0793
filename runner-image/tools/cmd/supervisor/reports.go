package main

import (
	"bufio"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
)

// report is a line on the harness's channel; see runner-image/harness.
type report struct {
	Secret string          `json:"secret"`
	Seq    uint64          `json:"seq"`
	Event  json.RawMessage `json:"event"`
}

type eventMessage struct {
	Type      string          `json:"type"`
	Execution string          `json:"execution"`
	Event     json.RawMessage `json:"event"`
}

type tamperedMessage struct {
	Type      string `json:"type"`
	Execution string `json:"execution"`
	Detail    string `json:"detail"`
}

const (
	maxReportLine = 3 << 20
	maxReports    = 100_000
)

// readReports checks and forwards reports until the channel closes. A line without the secret or out of sequence did
// not come from the harness: it is said once, and nothing after it is believed.
func (s *supervisor) readReports(in io.Reader, secret string, e execution) ran {
	result := ran{tests: e.Tests, ends: map[string]int{}, failures: map[string]int{}, iterations: map[string]int{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64*1024), maxReportLine)
	var seq uint64
	for lines.Scan() {
		var r report
		err := json.Unmarshal(lines.Bytes(), &r)
		seq++
		switch {
		case err != nil:
			return s.tampered(e, result, in, "a report that is not in the harness's format")
		case subtle.ConstantTimeCompare([]byte(r.Secret), []byte(secret)) != 1:
			return s.tampered(e, result, in, "a report without the run's secret")
		case r.Seq != seq:
			return s.tampered(e, result, in, fmt.Sprintf("report number %d where %d was expected", r.Seq, seq))
		case seq > maxReports:
			return s.tampered(e, result, in, "more reports than any run of this challenge makes")
		}
		result.note(r.Event)
		if s.out.Send(eventMessage{Type: "event", Execution: e.ID, Event: r.Event}) != nil {
			break
		}
	}
	if lines.Err() != nil {
		return s.tampered(e, result, in, "a report that is too long")
	}
	return result
}

func (s *supervisor) tampered(e execution, result ran, rest io.Reader, detail string) ran {
	_ = s.out.Send(tamperedMessage{Type: "tampered", Execution: e.ID, Detail: detail})
	_, _ = io.Copy(io.Discard, rest) // so that the writer is not blocked for ever
	result.done = false
	return result
}

// note keeps what the supervisor itself needs to know.
func (r *ran) note(raw json.RawMessage) {
	var event struct {
		Kind    string `json:"kind"`
		Test    string `json:"test"`
		Outcome string `json:"outcome"`
		Race    int64  `json:"race_bytes"`
		N       int    `json:"n"`
	}
	if json.Unmarshal(raw, &event) != nil {
		return
	}
	switch event.Kind {
	case "start":
		r.current = event.Test
	case "end":
		r.ends[event.Test]++
		if event.Outcome == "failed" {
			r.failures[event.Test]++
		}
		r.found = r.found || event.Outcome == "failed" || event.Race > 0
		r.current = ""
	case "leak":
		r.found = true
	case "hang":
		r.hung = true
	case "bench":
		r.iterations[event.Test] = event.N
	case "done":
		r.done = true
	}
}
