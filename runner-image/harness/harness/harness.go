// Package harness reports what a test binary did, through a channel that the submission cannot write to.
//
// The build weaves a call of [Test] into every top-level test and generates a TestMain that calls [Main]. The package
// path sorts before the submission's and after it nothing of the standard library is left to initialise, so this init
// runs before a line of the submission: it takes the session's secret from standard input, and leaves nothing there.
//
// Reports are JSON lines on descriptor 3. Each carries the secret and a sequence number; the supervisor at the other
// end drops what carries neither and says so. What the program prints is never a result.
package harness

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

// session is what the supervisor sends on standard input, once.
type session struct {
	Secret        string         `json:"secret"`
	Mode          string         `json:"mode"` // "test", "bench", "profile" or "waits"
	Run           string         `json:"run"`  // -test.run
	TestTimeoutMS int64          `json:"test_timeout_ms"`
	Benchmarks    []string       `json:"benchmarks"`
	BenchtimeMS   int64          `json:"benchtime_ms"`
	Iterations    map[string]int `json:"iterations"` // by benchmark, in place of the time
	RaceLog       string         `json:"race_log"`   // the detector's log is RaceLog.<pid>
	Least         int            `json:"least"`      // repetitions of each test that run whatever they take
	BudgetMS      int64          `json:"budget_ms"`  // time for further ones
	MaxFailures   int            `json:"max_failures"`
	Perturb       bool           `json:"perturb"`
	Seed          int64          `json:"seed"`
}

// maxStack is the largest stack of a goroutine, in bytes.
const maxStack = 128 << 20

var (
	current session
	channel *reporter
)

func init() {
	raw, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = json.Unmarshal(raw, &current)
	}
	clear(raw)
	if err != nil || current.Secret == "" {
		fmt.Fprintln(os.Stderr, "gauntlet: this binary is run by the grader; to run tests yourself use go test")
		os.Exit(98)
	}
	channel = &reporter{out: os.NewFile(3, "reports"), secret: current.Secret}
	current.Secret = ""
	if current.RaceLog != "" {
		current.RaceLog = fmt.Sprintf("%s.%d", current.RaceLog, os.Getpid())
	}
	channel.send(event{Kind: "ready"})
	// Below the container's memory, so that endless recursion ends in Go's own words.
	debug.SetMaxStack(maxStack)
	if current.Mode == "profile" {
		runtime.MemProfileRate = profileBytes
	}
	watchInitialisation()
}

// event is one report. Fields that a kind does not use stay out.
type event struct {
	Kind      string             `json:"kind"` // ready, start, end, leak, hang, bench, profile, waits, meter, done
	Test      string             `json:"test,omitempty"`
	Outcome   string             `json:"outcome,omitempty"` // passed, failed, skipped
	ElapsedNS int64              `json:"elapsed_ns,omitempty"`
	RaceBytes int64              `json:"race_bytes,omitempty"` // size of the race log when the test ended
	AfterMS   int64              `json:"after_ms,omitempty"`
	Stacks    string             `json:"stacks,omitempty"`
	N         int                `json:"n,omitempty"`
	NSPerOp   float64            `json:"ns_per_op,omitempty"`
	Metrics   map[string]float64 `json:"metrics,omitempty"` // of a benchmark, by unit
	Profile   string             `json:"profile,omitempty"` // cpu or allocations
	Waits     string             `json:"waits,omitempty"`   // block or mutex
	Data      []byte             `json:"data,omitempty"`    // base64
	Code      int                `json:"code,omitempty"`
	Name      string             `json:"name,omitempty"` // of a meter
	Value     float64            `json:"value,omitempty"`
	Limit     float64            `json:"limit,omitempty"` // 0: none
}

// reporter numbers and sends events. The supervisor reads at the other end of out.
type reporter struct {
	mu     sync.Mutex
	out    io.Writer
	secret string
	seq    uint64
}

func (r *reporter) send(e event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seq++
	line, err := json.Marshal(struct {
		Secret string `json:"secret"`
		Seq    uint64 `json:"seq"`
		Event  event  `json:"event"`
	}{r.secret, r.seq, e})
	if err == nil {
		_, err = r.out.Write(append(line, '\n'))
	}
	if err != nil {
		// Without its channel a run can only end as incomplete; say why where a person will look.
		fmt.Fprintln(os.Stderr, "gauntlet: report not delivered:", err)
		os.Exit(98)
	}
}
