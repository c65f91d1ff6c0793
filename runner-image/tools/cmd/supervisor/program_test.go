package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestAProgramThatFloodsIsEndedOnce(t *testing.T) {
	ended := 0
	output := &programOutput{left: 10, onFlood: func() { ended++ }}
	kept := ""
	for _, text := range []string{"12345", "6789012", "more"} {
		kept += string(output.take([]byte(text), false))
	}
	if dropped, _ := output.rest(); kept != "1234567890" || dropped != 6 || ended != 1 {
		t.Errorf("kept %q, dropped %d, ended %d times", kept, dropped, ended)
	}
}

func TestThePanicIsWhatIsKeptOfStandardError(t *testing.T) {
	long := strings.Repeat("a line of a log\n", maxHeld/16)
	for name, c := range map[string]struct {
		printed  []string
		want     string
		panicked bool
	}{
		"a panic":              {[]string{"log\npanic: boom\n\ngoroutine 1 [running]:\n"}, "panic: boom\n\ngoroutine 1 [running]:\n", true},
		"in pieces":            {[]string{"log\npan", "ic: ", "boom\n"}, "panic: boom\n", true},
		"the runtime's end":    {[]string{"fatal error: all goroutines are asleep - deadlock!\n"}, "fatal error: all goroutines are asleep - deadlock!\n", true},
		"the last one":         {[]string{"panic: first\npanic: second\n"}, "panic: second\n", true},
		"within a line":        {[]string{"no panic: here\n"}, "no panic: here\n", false},
		"after a long log":     {[]string{long, long, "panic: boom\n"}, "panic: boom\n", true},
		"a log and no panic":   {[]string{long, long}, long[len(long)-maxStderr:], false},
		"nothing":              {nil, "", false},
		"a panic with a crowd": {[]string{"panic: boom\n" + long[:maxStderr]}, ("panic: boom\n" + long)[:maxStderr], true},
	} {
		output := &programOutput{left: 1 << 20}
		for _, text := range c.printed {
			output.take([]byte(text), true)
		}
		if _, got := output.rest(); got != c.want || panicked(got) != c.panicked {
			t.Errorf("%s: kept %.80q (panicked: %v), expected %.80q", name, got, panicked(got), c.want)
		}
	}
}

func TestNoMoreProgramsThanAllowed(t *testing.T) {
	p := &programs{}
	for range maxPrograms {
		if err := p.reserve(); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.reserve(); err != errTooMany {
		t.Errorf("got %v", err)
	}
	p.release()
	if err := p.reserve(); err != nil {
		t.Error(err)
	}
}

func TestWipeRemovesWhatASubmissionClosedToItself(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(inner, "file"), nil, 0); err != nil {
		t.Fatal(err)
	}
	for _, closed := range []string{inner, filepath.Dir(inner)} {
		if err := os.Chmod(closed, 0); err != nil {
			t.Fatal(err)
		}
	}
	if code := wipe(dir); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestWhatTheTestAskedForDoesNotReplaceTheDetectorsOptions(t *testing.T) {
	p := &programs{execution: execution{GOMAXPROCS: 4, Perturb: true, Seed: 7}}
	last := map[string]string{}
	for _, pair := range p.environment([]string{"GORACE=halt_on_error=0", "TZ=Asia/Tokyo"}, "/dir", "/log") {
		name, value, _ := strings.Cut(pair, "=")
		last[name] = value
	}
	for name, want := range map[string]string{
		"GORACE": "atexit_sleep_ms=0 halt_on_error=1 log_path=/log", "TZ": "Asia/Tokyo", "GOMAXPROCS": "4",
		"TMPDIR": "/dir",
	} {
		if last[name] != want {
			t.Errorf("%s is %q, expected %q", name, last[name], want)
		}
	}
}

func TestOnlyStandardInputTellsThatAScheduleIsPerturbed(t *testing.T) {
	left := &programs{execution: execution{GOMAXPROCS: 4, Seed: 7}}
	perturbed := &programs{execution: execution{GOMAXPROCS: 4, Seed: 7, Perturb: true}}
	if left.seed() != "" || perturbed.seed() != "7" {
		t.Errorf("seeds %q and %q, expected none and 7", left.seed(), perturbed.seed())
	}
	if got, want := perturbed.environment(nil, "/dir", "/log"), left.environment(nil, "/dir", "/log"); !slices.Equal(got, want) {
		t.Errorf("environment %q, expected the same as otherwise: %q", got, want)
	}
}
