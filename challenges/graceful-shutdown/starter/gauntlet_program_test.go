// How the tests start the program and talk to its process. The grader has a
// file of its own in this one's place, with the same types and methods, which
// starts the program in a sandbox.

package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// ProgramOptions say how a program is started.
type ProgramOptions struct {
	Args []string
	Env  []string // KEY=value pairs beside a minimal environment
}

// A Program is a running process. Its methods may be called from any number of
// goroutines.
type Program struct {
	t      testing.TB
	cmd    *exec.Cmd
	dir    string
	stdout output
	stderr output
	exited chan struct{}
	exit   ProgramExit // once exited is closed
}

// ProgramExit says how a program ended.
type ProgramExit struct {
	Code        int    // -1 when a signal ended it
	Signal      string // which, such as "killed"
	Elapsed     time.Duration
	CPU         time.Duration
	MaxRSSBytes int64
}

// StartProgram starts the program, which is built with the race detector, in a
// directory of its own. When the test ends, so does the program.
func StartProgram(t testing.TB, o ProgramOptions) *Program {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	p := &Program{t: t, dir: t.TempDir(), exited: make(chan struct{})}
	p.cmd = exec.Command(binary, o.Args...)
	p.cmd.Dir = p.dir
	p.cmd.Env = append([]string{
		"GORACE=atexit_sleep_ms=0 halt_on_error=1",
		"GOTRACEBACK=all",
		"HOME=" + p.dir,
		"TMPDIR=" + p.dir,
	}, o.Env...)
	if procs, set := os.LookupEnv("GOMAXPROCS"); set {
		p.cmd.Env = append(p.cmd.Env, "GOMAXPROCS="+procs)
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	started := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("the program cannot be started: %v", err)
	}
	go p.watch(started)
	t.Cleanup(p.end)
	return p
}

// watch waits for the process.
func (p *Program) watch(started time.Time) {
	p.cmd.Wait()
	state := p.cmd.ProcessState
	p.exit = ProgramExit{
		Code:    state.ExitCode(),
		Elapsed: time.Since(started),
		CPU:     state.UserTime() + state.SystemTime(),
	}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		p.exit.Signal = status.Signal().String()
	}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		p.exit.MaxRSSBytes = usage.Maxrss * 1024 // Linux counts in KiB
	}
	close(p.exited)
}

// end stops the program, and fails the test if it had a data race.
func (p *Program) end() {
	p.cmd.Process.Kill()
	<-p.exited
	if strings.Contains(p.Stderr(), "WARNING: DATA RACE") {
		p.t.Errorf("the program has a data race:\n%s", p.Stderr())
	}
}

// Signal sends sig to the program. It does nothing if the program has ended.
func (p *Program) Signal(sig os.Signal) {
	if err := p.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("signal %v cannot be sent: %v", sig, err)
	}
}

// Exited is closed when the program has ended.
func (p *Program) Exited() <-chan struct{} { return p.exited }

// Wait returns when the program has ended.
func (p *Program) Wait() ProgramExit {
	<-p.exited
	return p.exit
}

// Stdout is what the program has written to its standard output so far.
func (p *Program) Stdout() string { return p.stdout.String() }

// Stderr is what the program has written to its standard error so far.
func (p *Program) Stderr() string { return p.stderr.String() }

// TempDir is the program's working directory. The program may write to it, the
// test may read what is there.
func (p *Program) TempDir() string { return p.dir }

// output is a buffer that is written and read at the same time.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// buildDir holds the program for as long as the tests run.
var buildDir = filepath.Join(os.TempDir(), fmt.Sprintf("gracefulshutdown-%d", os.Getpid()))

// build builds the program when the first test asks for it.
var build = sync.OnceValues(func() (string, error) {
	if err := os.Mkdir(buildDir, 0o700); err != nil {
		return "", err
	}
	binary := filepath.Join(buildDir, "program")
	if out, err := exec.Command("go", "build", "-race", "-o", binary, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build -race: %w\n%s", err, out)
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(buildDir)
	os.Exit(code)
}
