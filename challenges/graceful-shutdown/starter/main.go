// Gracefulshutdown is an HTTP server with a queue behind it that ends in an
// orderly way when it is told to.
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
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
	conf, err := configFromEnv()
	if err != nil {
		fmt.Fprintln(os.Stderr, "gracefulshutdown:", err)
		os.Exit(exitCannotStart)
	}
	os.Exit(serve(conf))
}

// serve runs the server until a signal ends it, and returns the exit code.
func serve(conf config) int {
	fmt.Fprintln(os.Stderr, "gracefulshutdown: nothing here yet that could listen on", conf.addr)
	return exitDeadline
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
