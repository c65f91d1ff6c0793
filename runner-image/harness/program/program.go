// Package program starts the program that a candidate handed in, for the tests of it. The tests and the program are
// processes of different users: what a test knows of the program is what it says, on its streams, over the network and
// by how it ends.
//
// The supervisor of the run container starts the program; see runner-image/tools/cmd/supervisor/programs.go for what
// is said on the socket.
package program

import (
	"os"
	"sync"
	"syscall"
	"testing"
	"time"
)

// ProgramOptions says how to start the program.
type ProgramOptions struct {
	Args []string // without the program's name
	Env  []string // as in "NAME=value"; the program gets these and a few of ours, and nothing else
}

// ProgramExit says how the program ended.
type ProgramExit struct {
	Code        int           // -1 if a signal ended it
	Signal      string        // the signal that ended it, such as "killed"
	Elapsed     time.Duration // from its start to its end
	CPU         time.Duration // of all its threads together
	MaxRSSBytes int64
}

// Program is a program that was started. Its methods may be called from several goroutines.
type Program struct {
	id     int64
	link   *link
	dir    string
	exited chan struct{}
	exit   ProgramExit // set before exited is closed

	mu             sync.Mutex
	stdout, stderr []byte
}

// StartProgram starts the program, and kills it when the test ends. It fails the test if the program cannot be started.
func StartProgram(t testing.TB, o ProgramOptions) *Program {
	t.Helper()
	l, err := supervisor()
	if err != nil {
		t.Fatalf("start the program: %v", err)
	}
	p, err := l.start(t.Name(), o)
	if err != nil {
		t.Fatalf("start the program: %v", err)
	}
	t.Cleanup(p.stop)
	return p
}

// Signal sends a signal to the program. Nothing happens if it has ended.
func (p *Program) Signal(sig os.Signal) {
	if number, ok := sig.(syscall.Signal); ok {
		p.link.ask(request{Type: "signal", ID: p.id, Number: int(number)})
	}
}

// Exited is closed when the program has ended and all its output is there.
func (p *Program) Exited() <-chan struct{} { return p.exited }

// Wait waits for the program's end.
func (p *Program) Wait() ProgramExit {
	<-p.exited
	return p.exit
}

// Stdout returns what the program has printed on standard output so far.
func (p *Program) Stdout() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return string(p.stdout)
}

// Stderr returns what the program has printed on standard error so far.
func (p *Program) Stderr() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return string(p.stderr)
}

// TempDir returns the program's working directory, which is its own: it may write there, and the test may read.
func (p *Program) TempDir() string { return p.dir }

// stop ends the program and waits until it is gone, so that it says nothing into the next test.
func (p *Program) stop() {
	p.link.ask(request{Type: "stop", ID: p.id})
	<-p.exited
}
