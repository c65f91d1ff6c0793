package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"gauntlet.invalid/runner/internal/wire"
)

// ran is what the reports of one process say.
type ran struct {
	ends    map[string]int // ended repetitions by test
	current string         // started and not ended
	done    bool           // the harness came to its end
	price   int            // what its death costs: slow ones cost more, so that few of them end the run
}

// slowDeath is how many quick deaths one counts for that took more than slowAfter.
const (
	slowDeath = 4
	slowAfter = 5 * time.Second
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
	Secret        string `json:"secret"`
	Mode          string `json:"mode"`
	TestTimeoutMS int64  `json:"test_timeout_ms"`
	BenchtimeMS   int64  `json:"benchtime_ms"`
	RaceLog       string `json:"race_log"`
}

const maxRaceLog = 1 << 20

// process runs one binary to its end and forwards what it reports and prints.
func (s *supervisor) process(e execution) (ran, string, error) {
	left := time.Until(s.deadline)
	if left <= 0 {
		return ran{}, "wall_time", nil
	}
	if err := s.out.Send(startedMessage{Type: "started", Execution: e.ID, Tests: e.Tests, Count: e.Count}); err != nil {
		return ran{}, "", err
	}
	raceLog := filepath.Join(workDir, "race")
	secret := rand.Text()
	session, err := json.Marshal(sessionMessage{
		Secret: secret, Mode: e.Mode, TestTimeoutMS: s.req.TestTimeoutMS, BenchtimeMS: e.BenchtimeMS, RaceLog: raceLog,
	})
	if err != nil {
		return ran{}, "", fmt.Errorf("encode session: %w", err)
	}
	reportsOut, reportsIn, err := os.Pipe()
	if err != nil {
		return ran{}, "", fmt.Errorf("make pipe: %w", err)
	}
	defer reportsOut.Close()

	cmd := exec.Command(filepath.Join(workDir, "bin", e.Binary), arguments(e)...)
	cmd.Dir = workDir
	cmd.Env = []string{
		"GOMAXPROCS=" + strconv.Itoa(e.GOMAXPROCS), "GOTRACEBACK=all", "TZ=UTC", "HOME=" + workDir, "TMPDIR=" + workDir,
		"GORACE=atexit_sleep_ms=0 log_path=" + raceLog,
	}
	cmd.Stdin = strings.NewReader(string(session))
	cmd.ExtraFiles = []*os.File{reportsIn}
	output := &cappedOutput{out: s.out, left: s.req.OutputBytes, lineCap: s.req.LineBytes}
	output.onFlood = func() { _ = cmd.Process.Kill() }
	cmd.Stdout = &cappedStream{shared: output, kind: wire.Stdout}
	cmd.Stderr = &cappedStream{shared: output, kind: wire.Stderr}
	// A descendant that keeps the output open must not keep this from ending.
	cmd.WaitDelay = time.Second

	oomBefore := oomKills()
	started := time.Now()
	if err := cmd.Start(); err != nil {
		reportsIn.Close()
		return ran{}, "", fmt.Errorf("start %s: %w", e.Binary, err)
	}
	reportsIn.Close()
	var timedOut bool
	var killing sync.Mutex
	kill := time.AfterFunc(min(left, time.Duration(e.TimeoutMS)*time.Millisecond), func() {
		killing.Lock()
		defer killing.Unlock()
		timedOut = true
		_ = cmd.Process.Kill()
	})

	reports := make(chan ran, 1)
	go func() { reports <- s.readReports(reportsOut, secret, e) }()
	waited := cmd.Wait()
	wall := time.Since(started)
	kill.Stop()
	// The reader ends when the last holder of the pipe's other end is gone.
	killLeftovers()
	result := <-reports
	result.price = 1
	if wall > slowAfter || oomKills() > oomBefore {
		result.price = slowDeath
	}

	var exit *exec.ExitError
	if waited != nil && !errors.As(waited, &exit) && !errors.Is(waited, exec.ErrWaitDelay) {
		return ran{}, "", fmt.Errorf("wait for %s: %w", e.Binary, waited)
	}
	message := exitedMessage{Type: "exited", Execution: e.ID, WallMS: wall.Milliseconds(), OOM: oomKills() > oomBefore}
	killing.Lock()
	message.TimedOut = timedOut
	killing.Unlock()
	message.OutputDropped = output.droppedBytes()
	describe(cmd.ProcessState, &message)
	if err := s.sendRaceLog(fmt.Sprintf("%s.%d", raceLog, cmd.Process.Pid)); err != nil {
		return ran{}, "", err
	}
	if err := s.out.Send(message); err != nil {
		return ran{}, "", err
	}
	return result, "", nil
}

func arguments(e execution) []string {
	if e.Mode == "bench" {
		return []string{"-test.run=^$"}
	}
	return []string{
		"-test.run=" + testPattern(e.Tests),
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

// killLeftovers ends whatever a test binary left running. As the first process of its namespace the supervisor is
// the only one that the signal spares.
func killLeftovers() {
	if os.Getpid() != 1 {
		return
	}
	_ = syscall.Kill(-1, syscall.SIGKILL)
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

func (s *supervisor) sendRaceLog(path string) error {
	// The path lies where the submission's process may write: never follow a link, never open what is not a file.
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil // no race, no file
	}
	file := os.NewFile(uintptr(fd), path)
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	log, err := io.ReadAll(io.LimitReader(file, maxRaceLog))
	if err != nil {
		return fmt.Errorf("read race log: %w", err)
	}
	_ = os.Remove(path)
	return s.out.Bytes(wire.RaceLog, log)
}
