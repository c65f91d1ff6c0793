package main_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Items: which are accepted, how many at a time, and what becomes of them.

// With nothing ever finished, exactly workers and queue together are accepted.
func TestQueueIsBounded(t *testing.T) {
	const workers, queue = 3, 4
	r := start(t, settings{workers: workers, queue: queue, work: forever})
	ids, _ := r.fill(workers + queue)
	for range 20 {
		got := r.post("one-too-many")
		if got.err != nil || got.status != http.StatusServiceUnavailable {
			r.fatalf("POST /items was answered with %s, want 503: %d items are there already", got, len(ids))
		}
		wantRetryAfter(t, got)
	}
	if len(ids) != workers+queue {
		t.Errorf("%d items were accepted, want %d", len(ids), workers+queue)
	}
	if got := r.get("/healthz"); got.status != http.StatusOK {
		t.Errorf("GET /healthz was answered with %s while the queue was full, want 200", got)
	}
}

func wantRetryAfter(t *testing.T, got answer) {
	t.Helper()
	if seconds, err := strconv.Atoi(got.retryAfter); err != nil || seconds < 1 {
		t.Errorf("Retry-After is %q, want a number of seconds, at least 1", got.retryAfter)
	}
}

// Eight workers do sixteen items in the time of two: not in less, nor in that
// of sixteen.
func TestWorkersWorkAtOnce(t *testing.T) {
	const work = 100 * time.Millisecond
	r := start(t, settings{workers: 8, queue: 16, work: work})
	begin := time.Now()
	ids := r.acceptAll(16)
	r.tell(syscall.SIGTERM)
	r.awaitExit(0, 2*work)
	took := time.Since(begin)
	r.wantJournal(ids)
	if took < 2*work {
		t.Errorf("16 items of %v took 8 workers %v: more than 8 were in work at once", work, took)
	}
	if took > 15*work {
		t.Errorf("16 items of %v took 8 workers %v: not all worked", work, took)
	}
}

// What is not an id does not get into the journal, least of all with a line of
// its own.
func TestRefusesBadRequests(t *testing.T) {
	r := start(t, settings{})
	longest := strings.Repeat("x", 64)
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"POST", "/items", "Az-09", http.StatusAccepted},
		{"POST", "/items", "twice", http.StatusAccepted},
		{"POST", "/items", "twice", http.StatusAccepted},
		{"POST", "/items", longest, http.StatusAccepted},
		{"POST", "/items", longest + "x", http.StatusBadRequest},
		{"POST", "/items", "", http.StatusBadRequest},
		{"POST", "/items", "a b", http.StatusBadRequest},
		{"POST", "/items", "a\n", http.StatusBadRequest},
		{"POST", "/items", "a\nb", http.StatusBadRequest},
		{"POST", "/items", "\u00e9", http.StatusBadRequest},
		{"GET", "/items", "", http.StatusMethodNotAllowed},
		{"POST", "/healthz", "", http.StatusMethodNotAllowed},
		{"POST", "/slow?for=1ms", "", http.StatusMethodNotAllowed},
		{"GET", "/", "", http.StatusNotFound},
		{"GET", "/slow", "", http.StatusBadRequest},
		{"GET", "/slow?for=soon", "", http.StatusBadRequest},
		{"GET", "/slow?for=-1s", "", http.StatusBadRequest},
	} {
		if got := r.do(t.Context(), c.method, c.path, c.body); got.err != nil || got.status != c.want {
			t.Errorf("%s %s with the body %.20q was answered with %s, want %d", c.method, c.path, c.body, got, c.want)
		}
	}
	r.tell(syscall.SIGINT)
	r.awaitExit(0, 0)
	r.wantJournal([]string{"Az-09", "twice", "twice", longest})
	r.wantSummary(books{accepted: 4, processed: 4})
}

// An item whose client hangs up in the middle of it is none, though what has
// come of it looks like one.
func TestRefusesTornItem(t *testing.T) {
	r := start(t, settings{})
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.fatalf("no connection: %v", err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patienceOf(t)))
	fmt.Fprintf(conn, "POST /items HTTP/1.1\r\nHost: %s\r\nContent-Length: 8\r\n\r\ntorn", r.addr)
	conn.(*net.TCPConn).CloseWrite()
	if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
		outOfPatience.Store(t.Name(), true)
		r.fatalf("a request whose client had hung up was neither answered nor dropped")
	}
	r.tell(syscall.SIGTERM)
	r.awaitExit(0, 0)
	r.wantJournal(nil)
	r.wantSummary(books{})
}

// A journal that is there already is continued.
func TestContinuesJournal(t *testing.T) {
	first := start(t, settings{})
	ids := first.acceptAll(3)
	first.tell(syscall.SIGTERM)
	first.awaitExit(0, 0)
	first.wantSummary(books{accepted: 3, processed: 3})

	second := start(t, settings{journal: first.journal})
	second.accept("later")
	second.tell(syscall.SIGTERM)
	second.awaitExit(0, 0)
	second.wantJournal(append(ids, "later"))
	second.wantSummary(books{accepted: 1, processed: 1})
}

// A ledger is what clients that post at the same time have seen.
type ledger struct {
	mu       sync.Mutex
	accepted []string
	unknown  []string // neither accepted nor refused, as far as the client knows
	refused  int
	others   []answer
}

func (l *ledger) enter(id string, got answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case got.err != nil:
		l.unknown = append(l.unknown, id)
	case got.status == http.StatusAccepted:
		l.accepted = append(l.accepted, id)
	case got.status == http.StatusServiceUnavailable:
		l.refused++
	default:
		l.others = append(l.others, got)
	}
}

// Many clients post while the signal comes. What they were told is true.
func TestAccountsForEveryItem(t *testing.T) {
	const clients, enough = 6, 120
	r := start(t, settings{workers: 4, queue: 8, work: 2 * time.Millisecond})
	var seen ledger
	var accepted atomic.Int32
	var told atomic.Bool
	signal := make(chan struct{}) // closed when enough items are accepted
	var posting sync.WaitGroup
	for c := range clients {
		posting.Go(func() {
			giveUp := time.Now().Add(patienceOf(t))
			for i := 0; time.Now().Before(giveUp); i++ {
				id := fmt.Sprintf("client-%d-item-%d", c, i)
				got := r.post(id)
				seen.enter(id, got)
				if got.status == http.StatusAccepted && accepted.Add(1) == enough {
					close(signal)
				}
				if told.Load() && got.status != http.StatusAccepted || r.hasEnded() {
					return
				}
			}
		})
	}
	stopped := make(chan struct{})
	go func() {
		posting.Wait()
		close(stopped)
	}()
	t.Cleanup(func() { <-stopped })
	select {
	case <-signal:
	case <-stopped:
		r.fatalf("%d items were accepted before the clients gave up or the program ended, want %d", accepted.Load(), enough)
	}
	r.tell(syscall.SIGTERM)
	told.Store(true)
	<-stopped
	r.awaitExit(0, 0)
	seen.compare(r)
}

// compare holds the clients' ledger against the program's. A request without
// an answer, after the listener was closed, may count as either.
func (l *ledger) compare(r *rig) {
	r.t.Helper()
	for _, got := range l.others {
		r.t.Errorf("POST /items was answered with %s, want 202 or 503", got)
	}
	lines := r.lines()
	if unique := slices.Compact(slices.Clone(lines)); len(unique) != len(lines) {
		r.t.Errorf("%d items are in the journal twice", len(lines)-len(unique))
	}
	for _, id := range l.accepted {
		if _, found := slices.BinarySearch(lines, id); !found {
			r.t.Errorf("%s was accepted, and is not in the journal", id)
		}
	}
	got, doubtful := r.summary(), len(l.unknown)
	if n := len(l.accepted); got.accepted < n || got.accepted > n+doubtful {
		r.t.Errorf("the program accepted %d items by its own account, by that of its clients %d", got.accepted, n)
	}
	if got.refused < l.refused || got.refused > l.refused+doubtful {
		r.t.Errorf("the program refused %d items by its own account, by that of its clients %d", got.refused, l.refused)
	}
	if got.dropped != 0 {
		r.t.Errorf("%d items were dropped without a deadline", got.dropped)
	}
}
