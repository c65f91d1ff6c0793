// Gracefulshutdown is an HTTP server with a queue behind it that ends in an
// orderly way when it is told to.
//
// Two contexts say how far the end has come. The first, told, ends with the
// first signal, upon which no item is accepted any more. The second, hard, ends
// at the deadline or with the second signal, and its cause says which: from
// then on nothing is waited for. Everything runs in one group and ends with
// them.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Exit codes. Those of the Go runtime, 2 for a panic and 66 for a data race,
// are not among them.
const (
	exitDone        = 0
	exitDeadline    = 1
	exitCannotStart = 3
	exitInterrupted = 130
)

var (
	errDeadline    = errors.New("the deadline has passed")
	errInterrupted = errors.New("there was a second signal")
)

func main() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	os.Exit(run(signals))
}

// run serves until a signal ends it, and returns the exit code.
func run(signals <-chan os.Signal) int {
	p, err := prepare()
	if err != nil {
		fmt.Fprintln(os.Stderr, "gracefulshutdown:", err)
		return exitCannotStart
	}
	told, tell := context.WithCancel(context.Background())
	hard, end := context.WithCancelCause(context.Background())
	go watch(signals, tell, end, p.conf.deadline)

	p.serve(told, hard)
	cause := context.Cause(hard)
	if cause != nil {
		fmt.Fprintln(os.Stderr, "gracefulshutdown:", cause)
	}
	if errors.Is(cause, errInterrupted) {
		return exitInterrupted
	}
	p.printSummary()
	if cause != nil {
		return exitDeadline
	}
	return exitDone
}

// watch turns signals and the deadline into the ends of the two contexts.
func watch(signals <-chan os.Signal, tell func(), end context.CancelCauseFunc, deadline time.Duration) {
	<-signals
	tell()
	select {
	case <-signals:
		end(errInterrupted)
	case <-time.After(deadline):
		end(errDeadline)
	}
}

// A program is what run sets up and serves.
type program struct {
	conf     config
	backlog  *backlog
	listener net.Listener
	journal  *os.File
}

func prepare() (*program, error) {
	conf, err := configFromEnv()
	if err != nil {
		return nil, err
	}
	journal, err := os.OpenFile(conf.journal, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", conf.addr)
	if err != nil {
		return nil, err
	}
	return &program{conf, newBacklog(conf.queue + conf.workers), listener, journal}, nil
}

// serve returns when all is done after told has ended, or when hard has ended.
func (p *program) serve(told, hard context.Context) {
	var fresh freshConns
	server := &http.Server{
		Handler:   routes(p.backlog),
		ConnState: fresh.observe,
	}
	server.RegisterOnShutdown(fresh.shut)

	defer context.AfterFunc(hard, p.backlog.abandon)()

	var all sync.WaitGroup
	all.Go(func() { p.work(hard) })
	all.Go(func() { server.Serve(p.listener) })
	all.Go(func() {
		<-told.Done()
		p.backlog.close()
		if pause(hard, p.conf.linger) != nil || server.Shutdown(hard) != nil {
			server.Close()
		}
	})
	all.Wait()
}

// work processes items, as many at once as there may be, until there will be no
// more, or hard ends.
func (p *program) work(hard context.Context) {
	for {
		batch := p.backlog.next(p.conf.workers)
		if len(batch) == 0 {
			return
		}
		var working sync.WaitGroup
		for _, id := range batch {
			working.Go(func() { p.process(hard, id) })
		}
		working.Wait()
	}
}

// process does one item, unless hard ends first.
func (p *program) process(hard context.Context, id string) {
	if pause(hard, p.conf.work) != nil {
		return
	}
	if _, err := p.journal.WriteString(id + "\n"); err != nil {
		fmt.Fprintln(os.Stderr, "gracefulshutdown:", err)
		return
	}
	p.backlog.done()
}

func (p *program) printSummary() {
	json.NewEncoder(os.Stdout).Encode(p.backlog.summary())
}

// pause waits for d, or returns the error of ctx if that ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// config is what the environment says; see the statement.
type config struct {
	addr     string
	journal  string
	workers  int
	queue    int
	work     time.Duration
	linger   time.Duration
	deadline time.Duration
}

func configFromEnv() (config, error) {
	workers, err1 := strconv.Atoi(os.Getenv("WORKERS"))
	queue, err2 := strconv.Atoi(os.Getenv("QUEUE"))
	work, err3 := time.ParseDuration(os.Getenv("WORK"))
	linger, err4 := time.ParseDuration(os.Getenv("LINGER"))
	deadline, err5 := time.ParseDuration(os.Getenv("DEADLINE"))
	return config{
		addr:     os.Getenv("ADDR"),
		journal:  os.Getenv("JOURNAL"),
		workers:  workers,
		queue:    queue,
		work:     work,
		linger:   linger,
		deadline: deadline,
	}, errors.Join(err1, err2, err3, err4, err5)
}
