package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// Programs of a submission, in challenges of kind program.
//
// The tests are a process of their own, the driver. It asks for programs over a socket, its descriptor 4, and the
// supervisor starts them as the submission's user. Both sides speak JSON lines; the other one is
// runner-image/harness/program. An id is the driver's choice and used once.
//
//	driver asks
//	  {"type":"start","id":1,"test":"TestX","args":["-addr",":0"],"env":["A=b"]}
//	  {"type":"signal","id":1,"number":15}      nothing happens if it has ended
//	  {"type":"stop","id":1}                    kills it, and removes its directory; said once for each program
//	supervisor answers
//	  {"type":"started","id":1,"dir":"/work/programs/x"}   its working directory, which the driver may read
//	  {"type":"refused","id":1,"error":"..."}              it was not started
//	  {"type":"stdout","id":1,"data":"<base64>"}           also "stderr"; may come before "started"
//	  {"type":"exited","id":1,"code":0,"signal":"","elapsed_ns":1,"cpu_ns":1,"max_rss_bytes":1,"race_bytes":0}
//	                                                       after the last output; code is -1 if a signal ended it
//
// Upstream a program's output goes as stdout and stderr frames like the driver's own, up to one process's cap for all
// programs of a driver together. When it ends, its race log goes as race log frames, and then a [programExitedMessage];
// nothing of another program comes between these two, and both come before the driver learns of the end.

const (
	maxPrograms    = 8 // alive at once, for one driver
	maxRequestLine = 1 << 20
)

type programRequest struct {
	Type   string   `json:"type"`
	ID     int64    `json:"id"`
	Test   string   `json:"test"`
	Args   []string `json:"args"`
	Env    []string `json:"env"`
	Number int      `json:"number"`
}

type programAnswer struct {
	Type  string `json:"type"`
	ID    int64  `json:"id"`
	Dir   string `json:"dir,omitempty"`
	Error string `json:"error,omitempty"`
	Data  []byte `json:"data,omitempty"`
}

type programExit struct {
	Type        string `json:"type"`
	ID          int64  `json:"id"`
	Code        int    `json:"code"`
	Signal      string `json:"signal"`
	ElapsedNS   int64  `json:"elapsed_ns"`
	CPUNS       int64  `json:"cpu_ns"`
	MaxRSSBytes int64  `json:"max_rss_bytes"`
	RaceBytes   int64  `json:"race_bytes"`
}

// programs are those of one driver process.
type programs struct {
	supervisor *supervisor
	execution  execution
	socket     *os.File
	upstream   *cappedOutput

	sending   sync.Mutex     // keeps lines on the socket whole
	reporting sync.Mutex     // keeps what is said upstream of one program's end together
	ending    sync.WaitGroup // ends of programs, and of their directories, under way

	served chan struct{} // closed when the driver asks for nothing more

	mu      sync.Mutex
	byID    map[int64]*submitted // those that the driver has not stopped
	alive   int
	closing bool
}

// newPrograms returns the end of the socket that is to be the driver's, too.
func (s *supervisor) newPrograms(e execution) (*programs, *os.File, error) {
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("make socketpair: %w", err)
	}
	if err := syscall.SetNonblock(ends[0], true); err != nil { // so that closing it ends a read
		return nil, nil, fmt.Errorf("make the socket non-blocking: %w", err)
	}
	p := &programs{
		supervisor: s, execution: e, socket: os.NewFile(uintptr(ends[0]), "programs"), byID: map[int64]*submitted{},
		served:   make(chan struct{}),
		upstream: &cappedOutput{out: s.out, left: s.req.OutputBytes, lineCap: s.req.LineBytes},
	}
	return p, os.NewFile(uintptr(ends[1]), "driver"), nil
}

// serve answers the driver until it is gone.
func (p *programs) serve() {
	defer close(p.served)
	lines := bufio.NewScanner(p.socket)
	lines.Buffer(nil, maxRequestLine)
	for lines.Scan() {
		var request programRequest
		if err := json.Unmarshal(lines.Bytes(), &request); err != nil {
			return // the driver is ours and says no such thing; it will wait for an answer and time out
		}
		p.handle(request)
	}
}

func (p *programs) handle(request programRequest) {
	if request.Type == "start" {
		if err := p.start(request); err != nil {
			p.answer(programAnswer{Type: "refused", ID: request.ID, Error: err.Error()})
		}
		return
	}
	p.mu.Lock()
	program := p.byID[request.ID]
	p.mu.Unlock()
	switch {
	case program == nil:
	case request.Type == "signal":
		_ = program.cmd.Process.Signal(syscall.Signal(request.Number))
	case request.Type == "stop":
		p.forget(request.ID, program)
	}
}

func (p *programs) start(request programRequest) error {
	if err := p.reserve(); err != nil {
		return err
	}
	program, err := p.launch(request)
	if err != nil {
		p.release()
		return err
	}
	p.mu.Lock()
	p.byID[request.ID] = program
	p.mu.Unlock()
	p.answer(programAnswer{Type: "started", ID: request.ID, Dir: program.dir})
	go func() {
		defer p.release()
		program.await()
	}()
	return nil
}

var errTooMany = errors.New("expected at most " + strconv.Itoa(maxPrograms) + " programs at once; end one first")

func (p *programs) reserve() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.alive >= maxPrograms {
		return errTooMany
	}
	p.alive++
	p.ending.Add(1)
	return nil
}

func (p *programs) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alive--
	p.ending.Done()
}

// forget ends a program and removes what it left, once it is gone.
func (p *programs) forget(id int64, program *submitted) {
	p.mu.Lock()
	_, known := p.byID[id]
	delete(p.byID, id)
	p.mu.Unlock()
	if !known {
		return
	}
	_ = program.cmd.Process.Kill()
	p.ending.Add(1)
	go func() {
		defer p.ending.Done()
		<-program.gone
		removeAll(program.dir)
	}()
}

// close ends every program. The driver is gone, so that nothing blocks on its end of the socket.
func (p *programs) close() {
	p.mu.Lock()
	p.closing = true
	p.mu.Unlock()
	killAll() // a launcher, too, that one of the programs may have stopped
	<-p.served
	p.mu.Lock()
	left := maps.Clone(p.byID)
	p.mu.Unlock()
	for id, program := range left {
		p.forget(id, program)
	}
	p.ending.Wait()
	p.socket.Close()
}

// answer writes one line. That the driver is gone is seen elsewhere.
func (p *programs) answer(message any) {
	line, err := json.Marshal(message)
	if err != nil {
		return
	}
	p.sending.Lock()
	defer p.sending.Unlock()
	_, _ = p.socket.Write(append(line, '\n'))
}

// makeDirectory makes a program's working directory: the program may write, the driver may read, and neither finds the
// others'.
func makeDirectory() (string, error) {
	if err := os.MkdirAll(programsDir, 0o711); err != nil {
		return "", fmt.Errorf("make directory: %w", err)
	}
	dir, err := os.MkdirTemp(programsDir, "")
	if err != nil {
		return "", fmt.Errorf("make directory: %w", err)
	}
	return dir, openTo(dir, submissionID, 0o775)
}
