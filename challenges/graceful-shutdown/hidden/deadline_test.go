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

// A request that takes longer than the deadline is cut off, and so is one whose
// body never comes.
func TestDeadlineCutsRequests(t *testing.T) {
	const deadline = 150 * time.Millisecond
	r := start(t, settings{deadline: deadline})
	slow := r.slow(forever)
	r.announce("never")
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
	got := r.summary()
	if got.accepted != 150 {
		t.Errorf("the program accepted %d items by its own account, by that of its client 150", got.accepted)
	}
	r.wantDeadlineOrNothingDropped(got)
}

// wantDeadlineOrNothingDropped checks the exit code. A machine that is slow to
// post may leave the program nothing to drop.
func (r *rig) wantDeadlineOrNothingDropped(got books) {
	r.t.Helper()
	if exit := r.Wait(); exit.Code != 1 && (exit.Code != 0 || got.dropped != 0) {
		r.t.Errorf("the program ended with %s and %d items dropped, want exit code 1", describe(exit), got.dropped)
	}
}

// When it strikes while many write to the journal and many more post, no line
// comes after the summary. The moment is short: one of several programs may
// meet it.
func TestDeadlineAmidWrites(t *testing.T) {
	busy := settings{workers: 20, queue: 500, work: 4 * time.Millisecond, deadline: 5 * time.Millisecond}
	for _, r := range startAll(t, busy, busy, busy, busy) {
		c := r.gather(8, 60)
		c.await()
		r.tell(syscall.SIGTERM)
		c.disperse()
		select {
		case <-r.Exited():
		case <-time.After(patienceOf(t)):
			outOfPatience.Store(t.Name(), true)
			r.fatalf("the program did not end at its deadline")
		}
		r.wantDeadlineOrNothingDropped(c.compare())
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
		if r.Stdout() != "" { // it need not be there; if it is, it is one
			r.summary()
		}
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
		"a directory for a journal":     launch(t, settings{journal: "."}, freeAddr(t)),
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
