package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"gauntlet.invalid/runner/internal/cgroup"
	"gauntlet.invalid/runner/internal/wire"
)

// programExitedMessage says upstream how a program ended. Stderr is the end of its standard error, and where it
// panicked what it printed from there on; both only of a program that did not end with code 0.
type programExitedMessage struct {
	Type          string `json:"type"` // "program_exited"
	Execution     string `json:"execution"`
	Test          string `json:"test"`      // that started it
	ExitCode      int    `json:"exit_code"` // -1 when a signal ended it
	Signal        string `json:"signal,omitempty"`
	Stopped       bool   `json:"stopped"` // the driver ended it, or its end did
	WallMS        int64  `json:"wall_ms"`
	CPUMS         int64  `json:"cpu_ms"`
	MaxRSSBytes   int64  `json:"max_rss_bytes"`
	OOM           bool   `json:"oom"`
	OutputDropped int64  `json:"output_dropped"` // beyond the cap; it was ended for them
	Race          bool   `json:"race"`           // the detector ended it, or has said why it would
	RaceBytes     int64  `json:"race_bytes"`     // of the race log frames since the last such message
	Panic         bool   `json:"panic"`
	Stderr        string `json:"stderr,omitempty"`
}

const programPath = binDir + "/program"

// submitted is one program of the submission.
type submitted struct {
	owner     *programs
	id        int64
	test      string
	cmd       *exec.Cmd
	dir       string
	raceLog   string      // the detector appends the process id
	untouched os.FileInfo // of the race log, before it runs
	started   time.Time
	oomBefore int64
	output    *programOutput
	gone      chan struct{} // closed when everything about its end is said
}

// launch starts a program in a directory of its own.
func (p *programs) launch(request programRequest) (*submitted, error) {
	dir, err := makeDirectory()
	if err != nil {
		return nil, err
	}
	program := &submitted{
		owner: p, id: request.ID, test: request.Test, dir: dir, raceLog: filepath.Join(racesDir, "program"),
		oomBefore: cgroup.OOMKills(), gone: make(chan struct{}),
	}
	program.cmd, err = target{
		user: submissionID, path: programPath, args: request.Args, dir: dir,
		env: p.environment(request.Env, dir, program.raceLog), oomScore: programOOMScore,
	}.command()
	if err == nil {
		program.cmd.Stdin = strings.NewReader(p.seed())
		program.capture()
		err = openTo(programPath, submissionID, modeReadable)
	}
	if err == nil {
		err = startAfter(program.cmd, program.makeRaceLog)
	}
	if err != nil {
		removeAll(dir)
		return nil, err
	}
	program.started = time.Now()
	return program, nil
}

// environment is what the test asked for between what it may change and what it may not.
func (p *programs) environment(asked []string, dir, raceLog string) []string {
	env := append([]string{"TZ=UTC", "HOME=" + dir, "TMPDIR=" + dir}, asked...)
	env = append(env,
		"GOMAXPROCS="+strconv.Itoa(p.execution.GOMAXPROCS), "GOTRACEBACK=all",
		"GORACE=atexit_sleep_ms=0 halt_on_error=1 log_path="+raceLog,
	)
	return append(env, "GAUNTLET_SEED_ON_STDIN=")
}

// seed is what the yield points read from standard input before anything of the submission runs. What is in the
// environment a program could see, and behave otherwise while its schedule is perturbed.
func (p *programs) seed() string {
	if !p.execution.Perturb {
		return ""
	}
	return strconv.FormatInt(p.execution.Seed, 10)
}

func (s *submitted) capture() {
	s.output = &programOutput{left: s.owner.supervisor.req.OutputBytes, onFlood: func() { _ = s.cmd.Process.Kill() }}
	stream := func(name string, kind wire.Kind) *programStream {
		return &programStream{program: s, name: name, upstream: cappedStream{shared: s.owner.upstream, kind: kind}}
	}
	s.cmd.Stdout, s.cmd.Stderr = stream("stdout", wire.Stdout), stream("stderr", wire.Stderr)
	s.cmd.WaitDelay = time.Second
}

// await reports a program's end upstream and then to the driver.
func (s *submitted) await() {
	defer close(s.gone)
	// What Wait returns is in the process's state, too, but for faults of the streams, which the driver's end explains.
	_ = s.cmd.Wait()
	elapsed := time.Since(s.started)
	var exit exitedMessage
	describe(s.cmd.ProcessState, &exit)
	race, touched := s.takeRaceLog()
	message := programExitedMessage{
		Type: "program_exited", Execution: s.owner.execution.ID, Test: s.test, ExitCode: exit.ExitCode,
		Signal: exit.Signal, Stopped: s.stopped(), WallMS: elapsed.Milliseconds(), CPUMS: exit.CPUMS,
		MaxRSSBytes: exit.MaxRSSBytes, OOM: cgroup.OOMKills() > s.oomBefore, Race: touched || exit.ExitCode == raceCode, RaceBytes: int64(len(race)),
	}
	message.OutputDropped, message.Stderr = s.output.rest()
	message.Panic = exit.ExitCode == panicCode && panicked(message.Stderr)
	if exit.ExitCode == 0 {
		message.Stderr = ""
	}
	s.owner.report(race, message)
	state := s.cmd.ProcessState
	s.owner.answer(programExit{
		Type: "exited", ID: s.id, Code: exit.ExitCode, Signal: exit.Signal, ElapsedNS: elapsed.Nanoseconds(),
		CPUNS: (state.UserTime() + state.SystemTime()).Nanoseconds(), MaxRSSBytes: exit.MaxRSSBytes,
		RaceBytes: int64(len(race)),
	})
}

// stopped reports whether the driver, or its end, has asked for the end of the program.
func (s *submitted) stopped() bool {
	s.owner.mu.Lock()
	defer s.owner.mu.Unlock()
	_, wanted := s.owner.byID[s.id]
	return !wanted || s.owner.closing
}

// report sends what is said of one program's end without anything of another's between. That the grader is gone ends
// the run elsewhere.
func (p *programs) report(race []byte, message programExitedMessage) {
	p.reporting.Lock()
	defer p.reporting.Unlock()
	_ = p.supervisor.out.Bytes(wire.RaceLog, race)
	_ = p.supervisor.out.Send(message)
}

// raceCode is the exit code of a program that the race detector ends.
const raceCode = 66

// panicCode is the exit code of a Go program that panics, or that the runtime ends.
const panicCode = 2

var panics = [][]byte{[]byte("panic: "), []byte("fatal error: ")}

func panicked(stderr string) bool {
	return bytes.HasPrefix([]byte(stderr), panics[0]) || bytes.HasPrefix([]byte(stderr), panics[1])
}

const (
	maxHeld   = 64 << 10 // of standard error while a program runs
	maxStderr = 32 << 10 // of it in a message
)

// programOutput is what one program may print, on both streams together, and the last of its standard error.
type programOutput struct {
	mu      sync.Mutex
	left    int64
	dropped int64
	onFlood func()
	stderr  []byte
}

// take returns how much of the data is within the cap. The program that passes it is ended.
func (o *programOutput) take(data []byte, isStderr bool) []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	kept := data[:min(int64(len(data)), o.left)]
	o.left -= int64(len(kept))
	if over := len(data) - len(kept); over > 0 {
		o.dropped += int64(over)
		if o.onFlood != nil {
			o.onFlood()
			o.onFlood = nil
		}
	}
	if isStderr {
		o.stderr = append(o.stderr, kept...)
		if beyond := len(o.stderr) - maxHeld; beyond > 0 {
			o.stderr = o.stderr[beyond:]
		}
	}
	return kept
}

// rest returns the dropped bytes and the last of standard error: the last panic and what follows it, if there is one.
func (o *programOutput) rest() (int64, string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	from := -1
	for _, start := range panics {
		if bytes.HasPrefix(o.stderr, start) {
			from = max(from, 0)
		}
		if i := bytes.LastIndex(o.stderr, append([]byte{'\n'}, start...)); i >= 0 {
			from = max(from, i+1)
		}
	}
	if from >= 0 {
		return o.dropped, string(o.stderr[from:min(len(o.stderr), from+maxStderr)])
	}
	return o.dropped, string(o.stderr[max(0, len(o.stderr)-maxStderr):])
}

// programStream is one of the two streams of a program.
type programStream struct {
	program  *submitted
	name     string
	upstream cappedStream
}

// Write takes everything, so that the program never sees a short write.
func (s *programStream) Write(data []byte) (int, error) {
	kept := s.program.output.take(data, s.name == "stderr")
	if len(kept) > 0 {
		if _, err := s.upstream.Write(kept); err != nil {
			return 0, err
		}
		s.program.owner.answer(programAnswer{Type: s.name, ID: s.program.id, Data: kept})
	}
	return len(data), nil
}
