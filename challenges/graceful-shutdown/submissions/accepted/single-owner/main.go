// Gracefulshutdown is an HTTP server with a queue behind it that ends in an
// orderly way when it is told to.
//
// One goroutine, the owner's, holds the queue, the counts and the phase that
// the program is in. Handlers and workers send it messages; signals and timers
// are messages too. Nothing is shared, so nothing is locked.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
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

func main() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)

	o, err := newOwner(signals)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gracefulshutdown:", err)
		os.Exit(exitCannotStart)
	}
	os.Exit(o.run())
}

func newOwner(signals <-chan os.Signal) (*owner, error) {
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
	o := &owner{
		conf:     conf,
		signals:  signals,
		offers:   make(chan offer),
		statuses: make(chan chan bool),
		work:     make(chan string),
		results:  make(chan bool),
		conns:    make(chan connChange),
		abandon:  make(chan struct{}),
		gone:     make(chan struct{}),
		listener: listener,
		journal:  journal,
	}
	o.server = &http.Server{Handler: o.routes(), ConnState: o.observe}
	return o, nil
}

// printSummary writes the last word of the program.
func printSummary(c counts) {
	json.NewEncoder(os.Stdout).Encode(struct {
		Accepted  int `json:"accepted"`
		Refused   int `json:"refused"`
		Processed int `json:"processed"`
		Dropped   int `json:"dropped"`
	}{c.accepted, c.refused, c.processed, c.accepted - c.processed})
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
