package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"gauntlet.invalid/runner/internal/cgroup"
	"gauntlet.invalid/runner/internal/wire"
)

// ran is what the reports of one process say.
type ran struct {
	tests      []string       // that it was to run
	ends       map[string]int // ended repetitions by test
	failures   map[string]int // of those, the failed ones
	iterations map[string]int // of each benchmark
	current    string         // started and not ended
	done       bool           // the harness came to its end
	found      bool           // a failure, a leak or a race was reported
	hung       bool           // its watchdog ended it
	price      int            // what its death costs, in quick deaths
}

const (
	// oomPrice makes few deaths by memory end the run: each fills and frees the whole limit.
	oomPrice = 4
	// hastyTimeout bounds the tests after one has hung. The verdict is no longer open, and the other hangs of the same
	// fault should not cost the full time each.
	hastyTimeout = time.Second
)

type exitedMessage struct {
	Type          string `json:"type"`
	Execution     string `json:"execution"`
	ExitCode      int    `json:"exit_code"` // -1 when a signal ended it
	Signal        string `json:"signal,omitempty"`
	WallMS        int64  `json:"wall_ms"`
	CPUMS         int64  `json:"cpu_ms"`
	MaxRSSBytes   int64  `json:"max_rss_bytes"`
	TimedOut      bool   `json:"timed_out"`
	OOM           bool   `json:"oom"`
	OutputDropped int64  `json:"output_dropped"`
}

// sessionMessage goes to the harness on its standard input; see runner-image/harness.
type sessionMessage struct {
	Secret        string         `json:"secret"`
	Mode          string         `json:"mode"`
	Run           string         `json:"run,omitempty"` // -test.run; a command line could be read by programs of the submission
	TestTimeoutMS int64          `json:"test_timeout_ms"`
	Benchmarks    []string       `json:"benchmarks,omitempty"`
	BenchtimeMS   int64          `json:"benchtime_ms"`
	Iterations    map[string]int `json:"iterations,omitempty"`
	RaceLog       string         `json:"race_log"`
	Least         int            `json:"least"`
	BudgetMS      int64          `json:"budget_ms"`
	Perturb       bool           `json:"perturb"`
	Seed          int64          `json:"seed"`
	MaxFailures   int            `json:"max_failures"`
}

// process is one running binary.
type process struct {
	cmd       *exec.Cmd
	execution execution
	output    *cappedOutput
	reports   *os.File  // the reading end of the harness's channel
	programs  *programs // those that the tests start; nil where the tests are in one process with the submission
	secret    string
	user      uint32
	raceLog   string // the detector appends the process id
	started   time.Time
	oomBefore int64
	timedOut  atomic.Bool
}

// process runs one binary to its end and forwards what it reports and prints.
func (s *supervisor) process(e execution) (ran, string, error) {
	left := time.Until(s.deadline)
	if left <= 0 {
		return ran{}, "wall_time", nil
	}
	if err := s.out.Send(startedMessage{Type: "started", Execution: e.ID, Tests: e.Tests, Count: e.Count}); err != nil {
		return ran{}, "", err
	}
	p, err := s.start(e)
	if err != nil {
		return ran{}, "", err
	}
	defer p.reports.Close()
	kill := time.AfterFunc(min(left, time.Duration(e.TimeoutMS)*time.Millisecond), func() {
		p.timedOut.Store(true)
		_ = p.cmd.Process.Kill()
	})
	defer kill.Stop()
	result, exit, err := s.await(p)
	if err != nil {
		return ran{}, "", err
	}
	if result.hung {
		s.req.TestTimeoutMS = min(s.req.TestTimeoutMS, hastyTimeout.Milliseconds())
	}
	log := takeRaceLog(fmt.Sprintf("%s.%d", p.raceLog, p.cmd.Process.Pid), p.user)
	if err := s.out.Bytes(wire.RaceLog, log); err != nil {
		return ran{}, "", err
	}
	return result, "", s.out.Send(exit)
}

// start starts a binary with its session on standard input and the writing end of its report channel as descriptor 3.
func (s *supervisor) start(e execution) (*process, error) {
	p := &process{execution: e, secret: rand.Text(), oomBefore: cgroup.OOMKills()}
	dir := scratchDir
	p.user = submissionID
	if e.Program {
		dir, p.user = driverDir, driverID
	}
	p.raceLog = filepath.Join(dir, "race")
	benchmarks, iterations := s.benchmarks(e)
	session, err := json.Marshal(sessionMessage{
		Secret: p.secret, Mode: e.Mode, Run: testPattern(e), TestTimeoutMS: s.req.TestTimeoutMS, RaceLog: p.raceLog,
		Benchmarks: benchmarks, BenchtimeMS: e.BenchtimeMS, Iterations: iterations,
		Least: e.Least, BudgetMS: e.BudgetMS, Perturb: e.Perturb, Seed: e.Seed, MaxFailures: s.req.MaxFailures,
	})
	if err != nil {
		return nil, fmt.Errorf("encode session: %w", err)
	}
	reports, channel, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	defer channel.Close() // the process has its own copy

	p.reports = reports
	p.output = &cappedOutput{out: s.out, left: s.req.OutputBytes, lineCap: s.req.LineBytes}
	p.output.onFlood = func() { _ = p.cmd.Process.Kill() }
	held := []*os.File{channel}
	if e.Program {
		var socket *os.File
		if p.programs, socket, err = s.newPrograms(e); err != nil {
			reports.Close()
			return nil, err
		}
		defer socket.Close()
		held = append(held, socket)
	}
	p.cmd, err = target{
		user: p.user, path: filepath.Join(binDir, e.Binary), args: arguments(e), dir: dir,
		env: environment(e.GOMAXPROCS, dir, p.raceLog), held: held, oomScore: testOOMScore,
	}.command()
	if err != nil {
		reports.Close()
		return nil, err
	}
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		reports.Close()
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	p.cmd.Stdout = &cappedStream{shared: p.output, kind: wire.Stdout}
	p.cmd.Stderr = &cappedStream{shared: p.output, kind: wire.Stderr}
	// A descendant that keeps the output open must not keep this from ending.
	p.cmd.WaitDelay = time.Second
	if err := startSealed(p.cmd, filepath.Join(binDir, e.Binary), int(p.user)); err != nil {
		reports.Close()
		return nil, fmt.Errorf("start %s: %w", e.Binary, err)
	}
	p.started = time.Now()
	// A process that died at once does not read it, and its exit says more.
	_, _ = stdin.Write(session)
	_ = stdin.Close()
	if p.programs != nil {
		go p.programs.serve()
	}
	return p, nil
}

// startSealed starts a binary that can be read while it starts and not any more when a line of the submission runs:
// before, the harness waits for its session.
func startSealed(cmd *exec.Cmd, path string, group int) error {
	if err := openTo(path, group, modeReadable); err != nil {
		return err
	}
	if err := start(cmd); err != nil {
		return err
	}
	if err := os.Chmod(path, modeRunnable); err != nil {
		return fmt.Errorf("seal the binary: %w", err)
	}
	return nil
}

// environment is all that a test binary gets of one.
func environment(procs int, dir, raceLog string) []string {
	return []string{
		"GOMAXPROCS=" + strconv.Itoa(procs), "GOTRACEBACK=all", "TZ=UTC", "HOME=" + dir, "TMPDIR=" + dir,
		"GORACE=atexit_sleep_ms=0 log_path=" + raceLog,
	}
}

// await reads the reports of a process until it and everything that it started are gone.
func (s *supervisor) await(p *process) (ran, exitedMessage, error) {
	reports := make(chan ran, 1)
	go func() { reports <- s.readReports(p.reports, p.secret, p.execution) }()
	waited := p.cmd.Wait()
	wall := time.Since(p.started)
	if p.programs != nil {
		p.programs.close()
	}
	// The reader ends when the last holder of the channel's other end is gone.
	killLeftovers()
	result := <-reports

	var exit *exec.ExitError
	if waited != nil && !errors.As(waited, &exit) && !errors.Is(waited, exec.ErrWaitDelay) {
		return ran{}, exitedMessage{}, fmt.Errorf("wait for %s: %w", p.execution.Binary, waited)
	}
	message := exitedMessage{
		Type: "exited", Execution: p.execution.ID, WallMS: wall.Milliseconds(), TimedOut: p.timedOut.Load(),
		OOM: cgroup.OOMKills() > p.oomBefore, OutputDropped: p.output.droppedBytes(),
	}
	describe(p.cmd.ProcessState, &message)
	result.price = 1
	if message.OOM {
		result.price = oomPrice
	}
	return result, message, nil
}

func arguments(e execution) []string {
	if !e.isTest() {
		return nil
	}
	return []string{
		"-test.count=" + strconv.Itoa(e.Count),
		"-test.shuffle=" + strconv.FormatInt(e.Seed, 10),
		"-test.timeout=0", // the harness has a watchdog of its own, which says more
		"-test.v=true",
	}
}

func describe(state *os.ProcessState, message *exitedMessage) {
	message.ExitCode = state.ExitCode()
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		message.Signal = status.Signal().String()
	}
	message.CPUMS = (state.UserTime() + state.SystemTime()).Milliseconds()
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		message.MaxRSSBytes = usage.Maxrss * 1024
	}
}

// killAll sends its signal to every process but the first one, which this is.
func killAll() {
	if os.Getpid() == 1 {
		_ = syscall.Kill(-1, syscall.SIGKILL)
	}
}

// killLeftovers ends whatever a test binary left running. As the first process of its namespace the supervisor is
// the only one that the signal spares.
func killLeftovers() {
	if os.Getpid() != 1 {
		return
	}
	killAll()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if pid <= 0 || err != nil {
			return
		}
	}
}
