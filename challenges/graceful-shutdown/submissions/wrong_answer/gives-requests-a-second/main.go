// Gracefulshutdown is an HTTP server with a queue behind it that ends in an
// orderly way when it is told to.
//
// The server is drained by http.Server.Shutdown, the queue by closing its
// channel. Both obey one context, which ends at the deadline. The second
// signal needs no order and simply leaves the process.
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
	// Before anything can be seen of the program, so that no signal is missed.
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)

	code, err := serve(signals)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gracefulshutdown:", err)
	}
	os.Exit(code)
}

// serve runs the server until a signal ends it, and returns the exit code.
func serve(signals <-chan os.Signal) (int, error) {
	conf, err := configFromEnv()
	if err != nil {
		return exitCannotStart, err
	}
	journal, err := os.OpenFile(conf.journal, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return exitCannotStart, err
	}
	defer journal.Close()
	listener, err := net.Listen("tcp", conf.addr)
	if err != nil {
		return exitCannotStart, err
	}

	queue := newQueue(conf, journal)
	conns := &unused{conns: make(map[net.Conn]struct{})}
	server := &http.Server{Handler: routes(queue), ConnState: conns.observe}
	server.RegisterOnShutdown(conns.close)
	go server.Serve(listener) // until Shutdown

	<-signals
	go func() {
		<-signals
		os.Exit(exitInterrupted)
	}()
	ctx, cancel := context.WithTimeout(context.Background(), conf.deadline)
	defer cancel()

	code := exitDone
	queue.close()
	if err := drain(ctx, conf.linger, server, queue); err != nil {
		fmt.Fprintln(os.Stderr, "gracefulshutdown: the deadline has passed")
		code = exitDeadline
		server.Close()
	}
	return code, json.NewEncoder(os.Stdout).Encode(queue.stop())
}

// drain waits for the requests in flight and the queue, and returns ctx's
// error if that ends first.
func drain(ctx context.Context, linger time.Duration, server *http.Server, queue *queue) error {
	if err := sleep(ctx, linger); err != nil {
		return err
	}
	short, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if server.Shutdown(short) != nil {
		server.Close()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	select {
	case <-queue.drained:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sleep waits for d or the end of ctx, whichever comes first.
func sleep(ctx context.Context, d time.Duration) error {
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
