// These tests show what the program is for. They are the visible part of the
// grading; hidden tests look at the rest of the contract.

package main_test

import (
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"
)

// What is accepted is processed, and in the journal as soon as it is.
func TestProcessesItems(t *testing.T) {
	r := start(t, settings{})
	ids := r.acceptAll(10)
	r.eventually("10 lines in the journal", func() bool { return r.written() == len(ids) })

	r.tell(syscall.SIGTERM)
	r.awaitExit(0, 0)
	r.wantJournal(ids)
	r.wantSummary(books{accepted: 10, processed: 10})
}

// SIGTERM and SIGINT mean the same. A program with nothing to do ends at once.
func TestEndsOnSignal(t *testing.T) {
	for _, sig := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		r := start(t, settings{})
		r.tell(sig)
		r.awaitExit(0, 0)
		r.wantSummary(books{})
	}
}

// A request that has begun to be answered is answered to its end.
func TestFinishesRequestInFlight(t *testing.T) {
	r := start(t, settings{})
	slow := r.slow(200 * time.Millisecond)
	r.tell(syscall.SIGTERM)
	slow.awaitEnd()
	r.awaitExit(0, 0)
	r.wantSummary(books{})
}

// Items that wait in the queue when the signal comes are still processed, also
// when it is full.
func TestDrainsQueue(t *testing.T) {
	const work = 60 * time.Millisecond
	r := start(t, settings{workers: 1, queue: 3, work: work})
	ids, refused := r.fill(4)
	r.tell(syscall.SIGTERM)
	r.awaitExit(0, time.Duration(len(ids))*work)
	r.wantJournal(ids)
	r.wantSummary(books{accepted: len(ids), refused: refused, processed: len(ids)})
}

// At the deadline the program ends, whatever is left, and says what that was.
func TestDeadline(t *testing.T) {
	const deadline = 200 * time.Millisecond
	r := start(t, settings{workers: 2, queue: 4, work: forever, deadline: deadline})
	r.acceptAll(4)
	r.tell(syscall.SIGTERM)
	r.awaitExit(1, deadline)
	if took := time.Since(r.told); took < deadline {
		t.Errorf("the program gave up after %v, want %v", took, deadline)
	}
	r.wantSummary(books{accepted: 4, dropped: 4})
}

// While LINGER lasts the program answers, but takes no items. The second
// signal ends it at once.
func TestSecondSignal(t *testing.T) {
	r := start(t, settings{work: forever, linger: forever / 2})
	r.acceptAll(2)
	r.tell(syscall.SIGTERM)
	r.eventually("GET /healthz to answer 503", func() bool {
		return r.get("/healthz").status == http.StatusServiceUnavailable
	})
	if got := r.post("late"); got.status != http.StatusServiceUnavailable {
		t.Errorf("POST /items was answered with %s after the signal, want 503", got)
	}
	r.tell(syscall.SIGTERM)
	r.awaitExit(130, 0)
}
