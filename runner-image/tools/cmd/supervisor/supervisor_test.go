package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"gauntlet.invalid/runner/internal/wire"
)

// frames returns the kinds and payloads that were written.
func frames(t *testing.T, out []byte) (all []string) {
	t.Helper()
	for len(out) > 0 {
		n := binary.BigEndian.Uint32(out[1:5])
		all = append(all, string(out[0])+string(out[5:5+n]))
		out = out[5+n:]
	}
	return all
}

func line(secret string, seq int, event string) string {
	return fmt.Sprintf("{\"secret\":%q,\"seq\":%d,\"event\":%s}\n", secret, seq, event)
}

func TestReportsAreForwardedWithoutTheSecret(t *testing.T) {
	var out bytes.Buffer
	s := &supervisor{out: wire.NewWriter(&out)}
	in := line("s3cret", 1, `{"kind":"start","test":"TestA"}`) + line("s3cret", 2, `{"kind":"end","test":"TestA"}`) + line("s3cret", 3, `{"kind":"done"}`)
	ran := s.readReports(strings.NewReader(in), "s3cret", execution{ID: "e"})
	if !ran.done || ran.ends["TestA"] != 1 || ran.current != "" {
		t.Errorf("ran %+v", ran)
	}
	if got := frames(t, out.Bytes()); len(got) != 3 || strings.Contains(strings.Join(got, ""), "s3cret") {
		t.Errorf("frames %q", got)
	}
}

func TestForeignReportsAreTampering(t *testing.T) {
	start := line("s3cret", 1, `{"kind":"start","test":"TestA"}`)
	for name, in := range map[string]string{
		"no secret":    start + line("", 2, `{"kind":"done"}`),
		"wrong secret": start + line("guess", 2, `{"kind":"done"}`),
		"replayed":     start + start,
		"skipped":      start + line("s3cret", 3, `{"kind":"done"}`),
		"not JSON":     start + "--- PASS: TestA\n",
		"endless line": start + strings.Repeat("x", maxReportLine+1),
	} {
		var out bytes.Buffer
		s := &supervisor{out: wire.NewWriter(&out)}
		ran := s.readReports(strings.NewReader(in), "s3cret", execution{ID: "e"})
		got := frames(t, out.Bytes())
		if ran.done || len(got) != 2 || !strings.Contains(got[1], `"type":"tampered"`) {
			t.Errorf("%s: done %v, frames %.300q", name, ran.done, got)
		}
	}
}

func TestOutputIsCapped(t *testing.T) {
	var out bytes.Buffer
	flooded := 0
	output := &cappedOutput{out: wire.NewWriter(&out), left: 20, lineCap: 5, onFlood: func() { flooded++ }}
	stream := &cappedStream{shared: output, kind: wire.Stdout}
	for _, text := range []string{"123456789\n", "ab", "cdefgh", "too much", "more"} {
		if n, err := stream.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatalf("wrote %d, %v", n, err)
		}
	}
	kept := ""
	for _, frame := range frames(t, out.Bytes()) {
		kept += frame[1:]
	}
	if kept != "12345\nabcde" {
		t.Errorf("kept %q", kept)
	}
	if flooded != 1 || output.droppedBytes() != 10 {
		t.Errorf("flooded %d times, dropped %d bytes", flooded, output.droppedBytes())
	}
}
