// Gracefulshutdown is an HTTP server with a queue behind it that ends in an
// orderly way when it is told to.
//
// The orderly end is a plain list of steps in a goroutine. main waits for it,
// for the deadline and for the second signal, and acts on what comes first.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
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
	log.SetFlags(0)
	log.SetPrefix("gracefulshutdown: ")
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)

	conf, err := configFromEnv()
	if err != nil {
		cannotStart(err)
	}
	journal, err := os.OpenFile(conf.journal, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		cannotStart(err)
	}
	listener, err := net.Listen("tcp", conf.addr)
	if err != nil {
		cannotStart(err)
	}
	items := newItems(conf, journal)
	conns := newConns()
	server := &http.Server{Handler: routes(items), ConnState: conns.observe}
	go server.Serve(listener) // until the listener closes

	<-signals
	items.close()
	orderly := make(chan struct{})
	go func() {
		defer close(orderly)
		time.Sleep(conf.linger)
		listener.Close()
		server.SetKeepAlivesEnabled(false)
		conns.drain()
		items.wait()
	}()
	select {
	case <-orderly:
		finish(exitDone, items)
	case <-time.After(conf.deadline):
		log.Print("the deadline has passed")
		items.abandon()
		finish(exitDeadline, items)
	case <-signals:
		os.Exit(exitInterrupted)
	}
}

func cannotStart(err error) {
	log.Print(err)
	os.Exit(exitCannotStart)
}

// finish says what became of every item, and leaves.
func finish(code int, items *items) {
	items.wait()
	line, err := json.Marshal(items.counts())
	if err != nil {
		log.Print(err)
	}
	fmt.Println(string(line))
	os.Exit(code)
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
