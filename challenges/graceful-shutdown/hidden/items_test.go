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

// A few items more than fit into two turns take three: neither one worker nor
// eight may get help. And eight items on eight workers are in work together,
// though one of them comes first.
func TestWorkersWorkAtOnce(t *testing.T) {
	const turn, longTurn = 80 * time.Millisecond, 300 * time.Millisecond
	rigs := startAll(t,
		settings{workers: 1, work: turn},
		settings{workers: 8, work: turn},
		settings{workers: 8, work: longTurn})
	one, eight, patient := rigs[0], rigs[1], rigs[2]
	oneTakes, eightTake := one.timeToEnd(), eight.timeToEnd()
	few, many := one.acceptAll(3), eight.acceptAll(17)
	one.tell(syscall.SIGTERM)
	eight.tell(syscall.SIGTERM)
	patient.wantTogether(8, longTurn)

	one.awaitExit(0, 3*turn)
	one.wantJournal(few)
	if took := <-oneTakes; took < 3*turn {
		t.Errorf("3 items of %v took 1 worker %v: more than 1 was in work at once", turn, took)
	}
	eight.awaitExit(0, 3*turn)
	eight.wantJournal(many)
	if took := <-eightTake; took < 3*turn {
		t.Errorf("17 items of %v took 8 workers %v: more than 8 were in work at once", turn, took)
	}
}

// timeToEnd measures how long it takes from now until the program has ended.
func (r *rig) timeToEnd() <-chan time.Duration {
	took := make(chan time.Duration, 1)
	begin := time.Now()
	go func() {
		r.Wait()
		took <- time.Since(begin)
	}()
	return took
}

// wantTogether checks that as many items as there are workers need one turn and
// not two. A busy machine may spoil two of three attempts.
func (r *rig) wantTogether(workers int, turn time.Duration) {
	r.t.Helper()
	var took time.Duration
	for attempt := range 3 {
		begin := time.Now()
		r.accept("first")
		time.Sleep(turn / 6) // whoever takes items in batches takes this one alone
		r.acceptAll(workers - 1)
		r.eventually("the items to be processed", func() bool { return r.written() == (attempt+1)*workers })
		if took = time.Since(begin); took < 2*turn {
			return
		}
	}
	r.t.Errorf("%d items of %v took as many workers %v: not all worked", workers, turn, took)
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
		{"GET", "/items/x", "", http.StatusNotFound},
		{"POST", "/items/", "slash", http.StatusNotFound},
		{"GET", "/healthz/x", "", http.StatusNotFound},
		{"GET", "/slow/x?for=1ms", "", http.StatusNotFound},
	} {
		r.want(c.method, c.path, c.body, c.want)
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		for _, path := range []string{"/items", "/healthz", "/slow?for=1ms"} {
			r.want(method, path, "method", http.StatusMethodNotAllowed)
		}
	}
	r.slow(0).awaitEnd() // nothing is wrong with no time at all
	r.tell(syscall.SIGINT)
	r.awaitExit(0, 0)
	r.wantJournal([]string{"Az-09", "twice", "twice", longest})
	r.wantSummary(books{accepted: 4, processed: 4})
}

// want checks the status of an answer.
func (r *rig) want(method, path, body string, status int) {
	r.t.Helper()
	if got := r.do(r.t.Context(), method, path, body); got.err != nil || got.status != status {
		r.t.Errorf("%s %s with the body %.20q was answered with %s, want %d", method, path, body, got, status)
	}
}

// Of all bytes, 63 can be in an id. The others are tried at its end, and those
// that a loose pattern may let through, or cut off, elsewhere too.
func TestRefusesOtherBytes(t *testing.T) {
	const allowed = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	r := start(t, settings{})
	for b := range 256 {
		if c := string([]byte{byte(b)}); !strings.Contains(allowed, c) {
			r.want("POST", "/items", "a"+c, http.StatusBadRequest)
		}
	}
	for _, c := range []string{"\x00", "\t", "\n", "\r", " ", "\"", "/", ":", "@", "[", "^", "_", "`", "{", "\xa0", "\u0663", "\u212a"} {
		r.want("POST", "/items", c, http.StatusBadRequest)
		r.want("POST", "/items", c+"a", http.StatusBadRequest)
	}
	r.want("POST", "/items", allowed+"xx", http.StatusBadRequest) // one too many
	r.accept(allowed)
	r.eventually("the item to be processed", func() bool { return r.written() > 0 })
	r.wantJournal([]string{allowed})
}

// A client that takes its time to send an item takes nothing else: neither
// room, as there is no item yet, nor the turn of another client. One that does
// not say how long its item is may send it too, and what one says that hangs up
// is not to be relied on.
func TestUnfinishedBodies(t *testing.T) {
	const workers, queue = 1, 1
	r := start(t, settings{workers: workers, queue: queue})
	for range workers + queue + 1 {
		r.announce("never")
	}
	r.tear(1 << 40)
	r.accept("whole")
	r.eventually("the item to be processed", func() bool { return r.written() == 1 })
	unsized := io.MultiReader(strings.NewReader("in-"), strings.NewReader("chunks")) // hides how long it is
	if response, err := r.client.Post("http://"+r.addr+"/items", "", unsized); err != nil {
		t.Errorf("an item in chunks got no answer: %v", err)
	} else if response.Body.Close(); response.StatusCode != http.StatusAccepted {
		t.Errorf("an item in chunks was answered with %d, want 202", response.StatusCode)
	}
}

// The program listens at ADDR, and not on the other addresses of its machine.
func TestListensAtAddr(t *testing.T) {
	r := start(t, settings{})
	_, port, err := net.SplitHostPort(r.addr)
	if err != nil {
		t.Fatal(err)
	}
	// Where there is no such address, there is nothing to find.
	if conn, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.2", port), patienceOf(t)); err == nil {
		conn.Close()
		t.Errorf("the program listens at 127.0.0.2, want %s alone", r.addr)
	}
}

// An item whose client hangs up in the middle of it is none, though what has
// come of it looks like one.
func TestRefusesTornItem(t *testing.T) {
	r := start(t, settings{})
	r.tear(8)
	r.tell(syscall.SIGTERM)
	r.awaitExit(0, 0)
	r.wantJournal(nil)
	r.wantSummary(books{})
}

// tear posts an item that is said to be of a greater length, and hangs up.
func (r *rig) tear(length int64) {
	r.t.Helper()
	conn := r.dial()
	fmt.Fprintf(conn, "POST /items HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\ntorn", r.addr, length)
	conn.CloseWrite()
	if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
		outOfPatience.Store(r.t.Name(), true)
		r.fatalf("a request whose client had hung up was neither answered nor dropped")
	}
}

// A journal that is there already is continued, and one that is not has the
// mode of the contract, less what the user's umask takes away.
func TestContinuesJournal(t *testing.T) {
	first := start(t, settings{})
	ids := first.acceptAll(3)
	first.tell(syscall.SIGTERM)
	first.awaitExit(0, 0)
	first.wantSummary(books{accepted: 3, processed: 3})
	if info, err := os.Stat(first.journal); err != nil {
		t.Error(err)
	} else if mode := info.Mode().Perm(); mode&^0o644 != 0 {
		t.Errorf("the journal has mode %v, want %v", mode, os.FileMode(0o644))
	}

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

// A crowd is clients that post to a program at the same time.
type crowd struct {
	r       *rig
	seen    ledger
	enough  chan struct{} // closed when enough items are accepted
	stopped chan struct{} // closed when nobody posts any more
	told    atomic.Bool   // refusals are the last answer from now on
}

// gather makes clients post until disperse.
func (r *rig) gather(clients int, enough int32) *crowd {
	c := &crowd{r: r, enough: make(chan struct{}), stopped: make(chan struct{})}
	var accepted atomic.Int32
	var posting sync.WaitGroup
	for client := range clients {
		posting.Go(func() {
			giveUp := time.Now().Add(patienceOf(r.t))
			for i := 0; time.Now().Before(giveUp); i++ {
				id := fmt.Sprintf("client-%d-item-%d", client, i)
				got := r.post(id)
				c.seen.enter(id, got)
				if got.status == http.StatusAccepted && accepted.Add(1) == enough {
					close(c.enough)
				}
				if c.told.Load() && got.status != http.StatusAccepted || r.hasEnded() {
					return
				}
			}
		})
	}
	go func() {
		posting.Wait()
		close(c.stopped)
	}()
	r.t.Cleanup(func() { <-c.stopped })
	return c
}

// await returns when enough items are accepted. The clients go on.
func (c *crowd) await() {
	c.r.t.Helper()
	select {
	case <-c.enough:
	case <-c.stopped:
		c.r.fatalf("%d items were accepted before the clients gave up or the program ended, want more", len(c.seen.accepted))
	}
}

// disperse lets each client stop once it is not accepted any more.
func (c *crowd) disperse() {
	c.told.Store(true)
	<-c.stopped
}

// Many clients post while the signal comes. What they were told is true:
// whether the queue is full then or nearly empty, and also while the program
// lingers. The moment is short, hence several programs.
func TestAccountsForEveryItem(t *testing.T) {
	full := settings{workers: 4, queue: 8, work: 2 * time.Millisecond}
	empty := settings{workers: 32, queue: 64, work: 50 * time.Microsecond}
	lingers := empty
	lingers.linger = 200 * time.Millisecond
	rigs := startAll(t, lingers, full, empty, empty, empty)
	crowds := make([]*crowd, len(rigs))
	for i, r := range rigs {
		c := r.gather(6, 120)
		c.await()
		r.tell(syscall.SIGTERM)
		c.disperse()
		crowds[i] = c
	}
	for i, r := range rigs {
		r.awaitExit(0, lingers.linger)
		crowds[i].wantKept()
	}
}

// wantKept holds the clients' ledger against the program's at the end of one
// that was orderly. A request without an answer, after the listener was
// closed, may count as either.
func (c *crowd) wantKept() {
	t := c.r.t
	t.Helper()
	lines := c.r.lines()
	for _, id := range c.seen.accepted {
		if _, found := slices.BinarySearch(lines, id); !found {
			t.Errorf("%s was accepted, and is not in the journal", id)
		}
	}
	got := c.compare()
	if n := c.seen.refused; got.refused < n || got.refused > n+len(c.seen.unknown) {
		t.Errorf("the program refused %d items by its own account, by that of its clients %d", got.refused, n)
	}
	if got.dropped != 0 {
		t.Errorf("%d items were dropped without a deadline", got.dropped)
	}
}

// compare returns the program's summary, which is compared with what holds
// however it ended.
func (c *crowd) compare() books {
	t := c.r.t
	t.Helper()
	for _, got := range c.seen.others {
		t.Errorf("POST /items was answered with %s, want 202 or 503", got)
	}
	lines := c.r.lines()
	if unique := slices.Compact(slices.Clone(lines)); len(unique) != len(lines) {
		t.Errorf("%d items are in the journal twice", len(lines)-len(unique))
	}
	got := c.r.summary()
	if n := len(c.seen.accepted); got.accepted < n || got.accepted > n+len(c.seen.unknown) {
		t.Errorf("the program accepted %d items by its own account, by that of its clients %d", got.accepted, n)
	}
	return got
}
