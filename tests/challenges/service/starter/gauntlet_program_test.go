// How the tests start the program where there is no grader, which has a file of its own in this one's place.

package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// ProgramOptions say how a program is started.
type ProgramOptions struct {
	Args []string
	Env  []string
}

// A Program is a running process.
type Program struct {
	cmd            *exec.Cmd
	dir            string
	stdout, stderr output
	exited         chan struct{}
	exit           ProgramExit // once exited is closed
}

// ProgramExit says how a program ended.
type ProgramExit struct {
	Code        int
	Signal      string
	Elapsed     time.Duration
	CPU         time.Duration
	MaxRSSBytes int64
}

// StartProgram builds the program with the race detector and starts it. When the test ends, so does the program.
func StartProgram(t testing.TB, o ProgramOptions) *Program {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "program")
	if out, err := exec.Command("go", "build", "-race", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build -race: %v\n%s", err, out)
	}
	p := &Program{cmd: exec.Command(binary, o.Args...), dir: t.TempDir(), exited: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = p.dir, &p.stdout, &p.stderr
	p.cmd.Env = append([]string{"GORACE=atexit_sleep_ms=0 halt_on_error=1", "HOME=" + p.dir, "TMPDIR=" + p.dir}, o.Env...)
	started := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.watch(started)
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.exited
	})
	return p
}

func (p *Program) watch(started time.Time) {
	defer close(p.exited)
	_ = p.cmd.Wait() // the state says more
	state := p.cmd.ProcessState
	p.exit = ProgramExit{
		Code: state.ExitCode(), Elapsed: time.Since(started), CPU: state.UserTime() + state.SystemTime(),
	}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		p.exit.Signal = status.Signal().String()
	}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		p.exit.MaxRSSBytes = usage.Maxrss * 1024
	}
}

// Signal sends a signal to the program; nothing happens if it has ended.
func (p *Program) Signal(sig os.Signal) { _ = p.cmd.Process.Signal(sig) }

// Exited is closed when the program has ended.
func (p *Program) Exited() <-chan struct{} { return p.exited }

// Wait returns when the program has ended.
func (p *Program) Wait() ProgramExit {
	<-p.exited
	return p.exit
}

// Stdout is what the program has written to standard output so far.
func (p *Program) Stdout() string { return p.stdout.String() }

// Stderr is what the program has written to standard error so far.
func (p *Program) Stderr() string { return p.stderr.String() }

// TempDir is the program's working directory.
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
