package program

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"
)

// socketDescriptor is where the supervisor listens.
const socketDescriptor = 4

type request struct {
	Type   string   `json:"type"`
	ID     int64    `json:"id"`
	Test   string   `json:"test,omitempty"`
	Args   []string `json:"args,omitempty"`
	Env    []string `json:"env,omitempty"`
	Number int      `json:"number,omitempty"`
}

type answer struct {
	Type        string `json:"type"`
	ID          int64  `json:"id"`
	Dir         string `json:"dir"`
	Error       string `json:"error"`
	Data        []byte `json:"data"`
	Code        int    `json:"code"`
	Signal      string `json:"signal"`
	ElapsedNS   int64  `json:"elapsed_ns"`
	CPUNS       int64  `json:"cpu_ns"`
	MaxRSSBytes int64  `json:"max_rss_bytes"`
}

// link is the driver's end of the socket.
type link struct {
	socket  io.ReadWriter
	sending sync.Mutex

	mu       sync.Mutex
	last     int64
	programs map[int64]*Program
	starting map[int64]chan answer
	broken   error
}

// supervisor returns the link to it, made when it is first asked for.
var supervisor = sync.OnceValues(func() (*link, error) {
	kind, err := syscall.GetsockoptInt(socketDescriptor, syscall.SOL_SOCKET, syscall.SO_TYPE)
	if err != nil || kind != syscall.SOCK_STREAM {
		return nil, errors.New("expected the grader's supervisor on descriptor 4; these tests run in its container")
	}
	syscall.CloseOnExec(socketDescriptor)
	if err := syscall.SetNonblock(socketDescriptor, true); err != nil {
		return nil, fmt.Errorf("make the socket non-blocking: %w", err)
	}
	return newLink(os.NewFile(socketDescriptor, "supervisor")), nil
})

func newLink(socket io.ReadWriter) *link {
	l := &link{socket: socket, programs: map[int64]*Program{}, starting: map[int64]chan answer{}}
	go l.read()
	return l
}

func (l *link) start(test string, o ProgramOptions) (*Program, error) {
	p, started, err := l.register()
	if err != nil {
		return nil, err
	}
	l.ask(request{Type: "start", ID: p.id, Test: test, Args: o.Args, Env: o.Env})
	first := <-started
	if first.Type != "started" {
		return nil, errors.New(first.Error)
	}
	p.dir = first.Dir
	return p, nil
}

func (l *link) register() (*Program, <-chan answer, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return nil, nil, l.broken
	}
	l.last++
	p := &Program{id: l.last, link: l, exited: make(chan struct{})}
	started := make(chan answer, 1)
	l.programs[p.id], l.starting[p.id] = p, started
	return p, started, nil
}

// ask sends a request. Where that fails, the reader learns of it, too, and ends what waits for an answer.
func (l *link) ask(r request) {
	line, err := json.Marshal(r)
	if err != nil {
		return // of strings and numbers there is always an encoding
	}
	l.sending.Lock()
	defer l.sending.Unlock()
	_, _ = l.socket.Write(append(line, '\n'))
}

// maxAnswer is well above what the supervisor reads of a program's output at once, in base64.
const maxAnswer = 4 << 20

func (l *link) read() {
	lines := bufio.NewScanner(l.socket)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			l.breakOff(fmt.Errorf("expected an answer of the supervisor: %w", err))
			return
		}
		l.take(a)
	}
	l.breakOff(errors.Join(errors.New("the supervisor is gone"), lines.Err()))
}

func (l *link) take(a answer) {
	l.mu.Lock()
	p, started := l.programs[a.ID], l.starting[a.ID]
	switch a.Type {
	case "started":
		delete(l.starting, a.ID)
	case "refused":
		delete(l.starting, a.ID)
		delete(l.programs, a.ID)
	case "exited":
		delete(l.programs, a.ID)
	}
	l.mu.Unlock()
	if p == nil {
		return
	}
	switch a.Type {
	case "started", "refused":
		if started != nil {
			started <- a
		}
	case "stdout", "stderr":
		p.printed(a.Type, a.Data)
	case "exited":
		p.end(ProgramExit{
			Code: a.Code, Signal: a.Signal, Elapsed: time.Duration(a.ElapsedNS), CPU: time.Duration(a.CPUNS),
			MaxRSSBytes: a.MaxRSSBytes,
		})
	}
}

func (p *Program) printed(stream string, data []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if stream == "stdout" {
		p.stdout = append(p.stdout, data...)
	} else {
		p.stderr = append(p.stderr, data...)
	}
}

func (p *Program) end(exit ProgramExit) {
	p.exit = exit
	close(p.exited)
}

// breakOff ends everything that waits for an answer that will not come.
func (l *link) breakOff(err error) {
	l.mu.Lock()
	l.broken = err
	starting, programs := l.starting, l.programs
	l.starting, l.programs = map[int64]chan answer{}, map[int64]*Program{}
	l.mu.Unlock()
	for id, started := range starting {
		delete(programs, id)
		started <- answer{Type: "refused", Error: err.Error()}
	}
	for _, p := range programs {
		p.end(ProgramExit{Code: -1, Signal: "the supervisor is gone"})
	}
}
