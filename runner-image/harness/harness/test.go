package harness

import (
	"bytes"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gauntlet/yield"
)

// running is the test between its first line and the moment at which the testing package went on after it.
type running struct {
	t       *testing.T
	name    string
	started time.Time

	// returned is set before mu is asked for: who waits for mu is not stuck.
	returned atomic.Bool

	// Guarded by mu.
	watch   *time.Timer
	pause   time.Duration // before the next look
	elapsed time.Duration
	ended   bool
}

var (
	mu      sync.Mutex
	pending *running
)

// Written between tests only, which the testing package orders.
var (
	baseline int                     // goroutines that are there without any test
	leaked   = map[string]struct{}{} // ids of goroutines that were reported already
	last     string                  // the test that has ended last
)

// Test reports the start of a test now and its end when the testing package has gone on to the next one. The build
// calls it as the first statement of every top-level test.
//
// The end is held back because a panic runs a test's cleanups before it marks the test as failed: a test whose
// process dies must never have been reported as passed.
func Test(t *testing.T) {
	if current.Mode != "test" || strings.Contains(t.Name(), "/") {
		return
	}
	settle()
	if !repeated.due(t.Name()) {
		t.SkipNow()
	}
	yield.Restart()
	run := &running{t: t, name: t.Name(), started: time.Now()}
	channel.send(event{Kind: "start", Test: run.name})
	mu.Lock()
	pending = run
	watch(run)
	mu.Unlock()
	t.Cleanup(func() {
		run.returned.Store(true)
		mu.Lock()
		defer mu.Unlock()
		run.watch.Stop()
		run.elapsed = time.Since(run.started)
		run.ended = true
	})
}

// settle reports the end of the test that ran last, if there is one.
func settle() {
	mu.Lock()
	run := pending
	pending = nil
	if run == nil {
		mu.Unlock()
		baseline = runtime.NumGoroutine()
		return
	}
	ended, elapsed := run.ended, run.elapsed
	mu.Unlock()
	outcome := "passed"
	switch {
	case run.t.Failed() || !ended:
		outcome = "failed"
	case run.t.Skipped():
		outcome = "skipped"
	}
	last = run.name
	leaked, raced := isMore() && reportLeaks(run.name), raceBytes()
	repeated.ended(run.name, outcome, leaked, raced > 0)
	channel.send(event{
		Kind: "end", Test: run.name, Outcome: outcome, ElapsedNS: elapsed.Nanoseconds(), RaceBytes: raced,
	})
}

// isMore reports whether goroutines are left over. The leak profile costs a garbage collection, so a test that left
// nothing behind is not charged for it.
func isMore() bool {
	// A goroutine that has returned may still be counted for a moment.
	for range 100 {
		if runtime.NumGoroutine() <= baseline {
			return false
		}
		runtime.Gosched()
	}
	return true
}

// settleAll is [settle] after the last test. Leaks are looked for once whatever the count: one goroutine may have ended for
// each that leaked.
func settleAll() {
	settle()
	if last != "" {
		reportLeaks(last)
	}
}

// reportLeaks takes the runtime's leak profile and returns whether it shows new leaks.
func reportLeaks(test string) bool {
	var fresh strings.Builder
	found := false
	for stack := range strings.SplitSeq(leakProfile(), "\n\n") {
		header, _, _ := strings.Cut(stack, "\n")
		if !strings.HasPrefix(header, "goroutine ") || !strings.Contains(header, "(leaked)") {
			continue
		}
		id := strings.Fields(header)[1]
		if _, seen := leaked[id]; seen {
			continue
		}
		leaked[id] = struct{}{}
		found = true
		if text := shortened(stack); told+len(text) <= maxStacks {
			told += len(text)
			fresh.WriteString(text)
			fresh.WriteString("\n\n")
		}
	}
	baseline = runtime.NumGoroutine()
	if found {
		channel.send(event{Kind: "leak", Test: test, Stacks: fresh.String()})
	}
	return found
}

// maxStacks bounds the text of stacks that one process reports as leaked, and that of a hang, in bytes. Leaks of a hundred
// tests that each fill a report would be more than the grader takes of a whole run.
const maxStacks = 1 << 20

// told is how much of that the reports so far have used.
var told int

// maxStackLine bounds a line of a stack that is reported, in bytes; the grader looks at no more of it. The name of a
// function may be as long as its file.
const maxStackLine = 4 << 10

func shortened(stack string) string {
	var text strings.Builder
	for line := range strings.Lines(stack) {
		if len(line) > maxStackLine {
			line = line[:maxStackLine] + "\n"
		}
		text.WriteString(line)
	}
	return text.String()
}

// withoutProfile is set where the leak profile would do harm; see [WithoutLeakProfile].
var withoutProfile bool

// WithoutLeakProfile is called before [Main] for a submission that imports package weak. The profile does not follow
// weak pointers: it takes a goroutine that waits on a channel known only by one for leaked, and the runtime of Go 1.27
// ends the process ("bad g->status in ready") when that goroutine is woken.
func WithoutLeakProfile() { withoutProfile = true }

func leakProfile() string {
	if withoutProfile {
		return ""
	}
	var text bytes.Buffer
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		return ""
	}
	if err := profile.WriteTo(&text, 2); err != nil {
		return ""
	}
	return text.String()
}

// initialisation is what runs before any test.
var initialisation running

// watchInitialisation ends a process whose packages take as long to initialise as no test may run.
func watchInitialisation() {
	mu.Lock()
	defer mu.Unlock()
	initialisation.started = time.Now()
	pending = &initialisation
	watch(pending)
}

// initialised is called when every package has been initialised.
func initialised() {
	initialisation.returned.Store(true)
	mu.Lock()
	defer mu.Unlock()
	pending.watch.Stop()
	pending = nil
}

// A test that runs as long as firstLook is looked at, and again after pauses that double up to longestPause. A look costs
// a garbage collection: a test that hangs is to be found soon, and a slow one not to be made slower.
const (
	firstLook    = 250 * time.Millisecond
	longestPause = time.Second
)

// watch has a test looked at for the first time when it has run for a while. mu is held.
func watch(run *running) {
	run.pause = firstLook
	run.watch = time.AfterFunc(untilNextLook(run), func() { look(run) })
}

// untilNextLook is the pause, but no longer than until the test's time is up.
func untilNextLook(run *running) time.Duration {
	return min(run.pause, time.Duration(current.TestTimeoutMS)*time.Millisecond-time.Since(run.started))
}

// look ends the process when the test will not come back: its time is up, or the leak profile proves that the
// goroutine which runs it waits for something that nothing can do any more. The proof saves the rest of the time.
func look(run *running) {
	mu.Lock()
	defer mu.Unlock()
	if pending != run || run.ended {
		return
	}
	stacks := leakProfile()
	overdue := time.Since(run.started) >= time.Duration(current.TestTimeoutMS)*time.Millisecond
	if overdue && stacks == "" {
		stacks = allStacks()
	}
	switch {
	case run.returned.Load():
		// It was slow and has come back: what the stacks show waiting in its place waits for mu.
	case overdue || provenStuck(stacks):
		hung(run, stacks)
	default:
		run.pause = min(2*run.pause, longestPause)
		run.watch.Reset(untilNextLook(run))
	}
}

func allStacks() string {
	buffer := make([]byte, maxStacks)
	return string(buffer[:runtime.Stack(buffer, true)])
}

// provenStuck reports whether a goroutine that runs a test is leaked: it will never return, and so the test will not.
func provenStuck(stacks string) bool {
	for stack := range strings.SplitSeq(stacks, "\n\n") {
		header, rest, _ := strings.Cut(stack, "\n")
		if strings.Contains(header, "(leaked)") && strings.Contains(rest, "\ntesting.tRunner(") {
			return true
		}
	}
	return false
}

// hung reports a test that does not come back, with every stack, and ends the process: a goroutine that is stuck
// cannot be taken down.
func hung(run *running, stacks string) {
	if len(stacks) > maxStacks {
		stacks = stacks[:maxStacks]
	}
	channel.send(event{
		Kind: "hang", Test: run.name, AfterMS: time.Since(run.started).Milliseconds(), Stacks: stacks,
		RaceBytes: raceBytes(),
	})
	os.Exit(97)
}

func raceBytes() int64 {
	if current.RaceLog == "" {
		return 0
	}
	info, err := os.Stat(current.RaceLog)
	if err != nil {
		return 0 // no race yet, no file
	}
	return info.Size()
}
