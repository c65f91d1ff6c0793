package main_test

import (
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Ends that are not orderly: the deadline, the second signal, no start at all.

// A request that takes longer than the deadline is cut off.
func TestDeadlineCutsRequests(t *testing.T) {
	const deadline = 150 * time.Millisecond
	r := start(t, settings{deadline: deadline})
	slow := r.slow(forever)
	ids := r.acceptAll(3)
	r.eventually("the items to be processed", func() bool { return r.written() == len(ids) })
	r.tell(syscall.SIGTERM)
	r.awaitExit(1, deadline)
	if took := time.Since(r.told); took < deadline {
		t.Errorf("the program gave up after %v, want %v", took, deadline)
	}
	if rest, _ := io.ReadAll(slow.body); strings.Contains(string(rest), "end") {
		t.Errorf("GET /slow?for=%v ended with %q at the deadline", forever, rest)
	}
	r.wantJournal(ids)
	r.wantSummary(books{accepted: 3, processed: 3})
}

// The deadline counts from the signal, not from the end of LINGER.
func TestDeadlineWhileLingering(t *testing.T) {
	const deadline = 150 * time.Millisecond
	r := start(t, settings{deadline: deadline, linger: forever / 2})
	r.tell(syscall.SIGINT)
	r.awaitExit(1, deadline)
	if took := time.Since(r.told); took < deadline {
		t.Errorf("the program gave up after %v, want %v", took, deadline)
	}
	r.wantSummary(books{})
}

// When the deadline strikes in the midst of the work, an item is in the
// journal or dropped, and never both or neither.
func TestDeadlineAmidWork(t *testing.T) {
	const deadline = 100 * time.Millisecond
	r := start(t, settings{workers: 8, queue: 200, work: 20 * time.Millisecond, deadline: deadline})
	r.acceptAll(150)
	r.tell(syscall.SIGTERM)
	select {
	case <-r.Exited():
	case <-time.After(deadline + patienceOf(t)):
		outOfPatience.Store(t.Name(), true)
		r.fatalf("the program did not end at its deadline")
	}
	exit, got := r.Wait(), r.summary()
	if got.accepted != 150 {
		t.Errorf("the program accepted %d items by its own account, by that of its client 150", got.accepted)
	}
	switch { // a machine that is slow to post may leave the program nothing to drop
	case exit.Code == 1:
	case exit.Code == 0 && got.dropped == 0:
	default:
		t.Errorf("the program ended with %s and %d items dropped, want exit code 1", describe(exit), got.dropped)
	}
}

// The second signal ends the program whatever it is waiting for, and whichever
// of the two it is.
func TestSecondSignalAmidDrain(t *testing.T) {
	for _, signals := range [][2]syscall.Signal{{syscall.SIGINT, syscall.SIGTERM}, {syscall.SIGTERM, syscall.SIGINT}} {
		r := start(t, settings{workers: 1, work: forever})
		r.slow(forever)
		r.acceptAll(3)
		r.tell(signals[0])
		r.awaitClosed()
		r.wantRunning("there was but one signal, and the deadline is far")
		r.tell(signals[1])
		r.awaitExit(130, 0)
		r.wantJournal(nil)
	}
}

// A program that cannot do its work says so and does not start.
func TestCannotStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for what, r := range map[string]*rig{
		"an address that is taken":      launch(t, settings{}, taken.Addr().String()),
		"a journal that cannot be made": launch(t, settings{journal: "missing/journal.log"}, freeAddr(t)),
	} {
		r.awaitExit(3, 0)
		if r.Stderr() == "" {
			t.Errorf("with %s the program says nothing on standard error", what)
		}
		if out := r.Stdout(); out != "" {
			t.Errorf("with %s the program writes %q to standard output, want nothing", what, out)
		}
	}
}
