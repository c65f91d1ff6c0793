package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// A phase is where the program is on its way to the end.
type phase int

const (
	serving   phase = iota
	lingering       // told to stop, and still listening
	draining        // not listening any more
)

type counts struct{ accepted, refused, processed int }

// An offer is an item that wants to be queued.
type offer struct {
	id    string
	taken chan<- bool
}

// A connChange is what http.Server.ConnState reports. The server goes on when
// it is noted, so that no request is served that the owner does not know of.
type connChange struct {
	conn  net.Conn
	state http.ConnState
	noted chan<- struct{}
}

// An owner runs the program. Its fields below the channels are those of the
// goroutine that calls run.
type owner struct {
	conf     config
	offers   chan offer
	statuses chan chan bool // asks whether the program is serving
	work     chan string
	results  chan bool // whether an item got into the journal
	conns    chan connChange
	abandon  chan struct{} // closed when items in work are to be given up
	gone     chan struct{} // closed when run has ended
	signals  <-chan os.Signal

	listener net.Listener
	server   *http.Server
	journal  io.Writer

	phase    phase
	queue    []string
	working  int
	open     map[net.Conn]http.ConnState
	counts   counts
	lingered <-chan time.Time // nil before the signal
	deadline <-chan time.Time // nil before the signal
}

// run serves until a signal ends it, and returns the exit code.
func (o *owner) run() int {
	defer close(o.gone)
	o.open = make(map[net.Conn]http.ConnState)
	for range o.conf.workers {
		go o.worker()
	}
	go o.server.Serve(o.listener)

	for !o.finished() {
		// A send on a nil channel never happens: there is none while the
		// queue is empty.
		var work chan<- string
		var next string
		if len(o.queue) > 0 {
			work, next = o.work, o.queue[0]
		}
		select {
		case work <- next:
			o.queue = o.queue[1:]
			o.working++
		case done := <-o.results:
			o.working--
			if done {
				o.counts.processed++
			}
		case item := <-o.offers:
			item.taken <- o.take(item.id)
		case reply := <-o.statuses:
			reply <- o.phase == serving
		case change := <-o.conns:
			o.track(change)
		case <-o.lingered:
			o.startDraining()
		case <-o.deadline:
			fmt.Fprintln(os.Stderr, "gracefulshutdown: the deadline has passed")
			return o.end(exitDeadline)
		case <-o.signals:
			if o.phase != serving {
				return exitInterrupted
			}
			o.phase = lingering
			o.lingered = time.After(o.conf.linger)
			o.deadline = time.After(o.conf.deadline)
		}
	}
	return o.end(exitDone)
}

// finished reports whether nothing is left to wait for.
func (o *owner) finished() bool {
	return o.phase == draining && len(o.queue) == 0 && o.working == 0 && len(o.open) == 0
}

// take queues an item, unless there is no room or no time for it. Room for one
// in each idle worker's hands is room.
func (o *owner) take(id string) bool {
	if o.phase != serving || len(o.queue)+o.working >= o.conf.queue+o.conf.workers {
		o.counts.refused++
		return false
	}
	o.counts.accepted++
	o.queue = append(o.queue, id)
	return true
}

func (o *owner) startDraining() {
	o.phase = draining
	o.listener.Close()
	o.server.SetKeepAlivesEnabled(false)
	for conn, state := range o.open {
		if state != http.StateActive {
			o.drop(conn)
		}
	}
}

// track follows a connection. While the program drains, only one on which a
// request is in flight may stay.
func (o *owner) track(change connChange) {
	switch change.state {
	case http.StateClosed, http.StateHijacked:
		delete(o.open, change.conn)
	default:
		o.open[change.conn] = change.state
		if o.phase == draining && change.state != http.StateActive {
			o.drop(change.conn)
		}
	}
	close(change.noted)
}

// drop closes a connection on which nothing is in flight.
func (o *owner) drop(conn net.Conn) {
	conn.Close()
	delete(o.open, conn)
}

// end settles the counts: each item in work is in the journal or given up, and
// its worker says which.
func (o *owner) end(code int) int {
	close(o.abandon)
	for ; o.working > 0; o.working-- {
		if <-o.results {
			o.counts.processed++
		}
	}
	printSummary(o.counts)
	return code
}

func (o *owner) worker() {
	for id := range o.work {
		o.results <- o.process(id)
	}
}

// process does one item and reports whether it is in the journal.
func (o *owner) process(id string) bool {
	timer := time.NewTimer(o.conf.work)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-o.abandon:
		return false
	}
	_, err := io.WriteString(o.journal, id+"\n")
	if err != nil {
		fmt.Fprintln(os.Stderr, "gracefulshutdown:", err)
	}
	return err == nil
}
