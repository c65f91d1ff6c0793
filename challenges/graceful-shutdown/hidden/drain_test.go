package main_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Between the first signal and the end: what is announced, finished, refused.

// While LINGER lasts the program is there and says that it will not be for
// long, also to a client that has connected before and asks only now.
func TestAnnouncesShutdown(t *testing.T) {
	r := start(t, settings{workers: 1, work: 20 * time.Millisecond, linger: forever / 2})
	conn := r.dial()
	ids := r.acceptAll(4) // so that the connection has been accepted
	r.tell(syscall.SIGINT)
	r.eventually("GET /healthz to answer 503", func() bool {
		status, err := r.health()
		return err == nil && status == http.StatusServiceUnavailable
	})
	for range 20 {
		got := r.post("late")
		if got.err != nil || got.status != http.StatusServiceUnavailable {
			r.fatalf("POST /items was answered with %s after the signal, want 503", got)
		}
		wantRetryAfter(t, got)
	}
	r.slow(time.Millisecond).awaitEnd()
	fmt.Fprintf(conn, "GET /slow?for=1ms HTTP/1.1\r\nHost: %s\r\n\r\n", r.addr)
	if response, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
		t.Errorf("GET /slow got no answer on a connection from before the signal: %v", err)
	} else if response.Body.Close(); response.StatusCode != http.StatusOK {
		t.Errorf("GET /slow was answered with %d on a connection from before the signal, want 200", response.StatusCode)
	}
	r.eventually("the items to be processed", func() bool { return r.written() == len(ids) })
	if got := r.get("/healthz"); got.status != http.StatusServiceUnavailable {
		t.Errorf("GET /healthz was answered with %s after the signal, want 503", got)
	}
}

// An idle program stays for as long as it lingers, and no longer.
func TestLingers(t *testing.T) {
	const linger = 150 * time.Millisecond
	r := start(t, settings{linger: linger})
	r.tell(syscall.SIGTERM)
	r.awaitExit(0, linger)
	if took := time.Since(r.told); took < linger {
		t.Errorf("the program ended after %v, want it to linger for %v", took, linger)
	}
	r.wantSummary(books{})
}

// The listener closes first, not last: while one request is still in flight,
// new connections are refused.
func TestStopsListening(t *testing.T) {
	r := start(t, settings{})
	r.slow(forever)
	soon := r.slow(200 * time.Millisecond)
	r.tell(syscall.SIGTERM)
	r.awaitClosed()
	soon.awaitEnd()
	r.wantRunning("a request is in flight")
}

// wantRunning fails the test if the program has ended.
func (r *rig) wantRunning(why string) {
	r.t.Helper()
	if r.hasEnded() {
		r.fatalf("the program ended with %s, but %s", describe(r.Wait()), why)
	}
}

// An item whose last byte comes after the signal: whatever the answer, it is
// true. The client knows that its request is in flight when it is asked for
// the body.
func TestItemInFlight(t *testing.T) {
	r := start(t, settings{})
	conn, in := r.announce("late")
	r.tell(syscall.SIGTERM)
	r.awaitClosed()
	r.wantRunning("a request is in flight")

	fmt.Fprint(conn, "late")
	request := &http.Request{Method: http.MethodPost}
	response, err := http.ReadResponse(in, request)
	if err != nil {
		r.fatalf("a request in flight got no answer: %v", err)
	}
	defer response.Body.Close()
	r.awaitExit(0, 0)
	switch response.StatusCode {
	case http.StatusAccepted:
		r.wantJournal([]string{"late"})
		r.wantSummary(books{accepted: 1, processed: 1})
	case http.StatusServiceUnavailable:
		r.wantJournal(nil)
		r.wantSummary(books{refused: 1})
	default:
		t.Errorf("POST /items was answered with %d, want 202 or 503", response.StatusCode)
	}
}

// dial connects to the program and sends nothing. The connection lasts until
// the test ends, and all of its waits together are bounded.
func (r *rig) dial() *net.TCPConn {
	r.t.Helper()
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.fatalf("no connection: %v", err)
	}
	r.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(2 * patienceOf(r.t)))
	return conn.(*net.TCPConn)
}

// announce begins to post an item, and returns when the program asks for the
// body.
func (r *rig) announce(id string) (*net.TCPConn, *bufio.Reader) {
	r.t.Helper()
	conn := r.dial()
	in := bufio.NewReader(conn)
	fmt.Fprintf(conn, "POST /items HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", r.addr, len(id))
	if line, err := in.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
		r.fatalf("the first line of the answer is %q (error %v), want 100 Continue", line, err)
	}
	in.ReadString('\n') // the empty line after it
	return conn, in
}

// knownToWait is set when the program was seen to wait for a long request.
var knownToWait atomic.Bool

// A request in flight may take longer than the second that is in every
// example. That costs time, so once for each process of tests is enough.
func TestLongRequestInFlight(t *testing.T) {
	if knownToWait.Load() {
		return
	}
	const long = 1500 * time.Millisecond
	r := start(t, settings{})
	slow := r.slow(long)
	r.tell(syscall.SIGTERM)
	slow.awaitEnd()
	r.awaitExit(0, long)
	r.wantSummary(books{})
	knownToWait.Store(!t.Failed())
}

// A connection on which nothing has ever been asked is nothing to wait for.
func TestUnusedConnection(t *testing.T) {
	r := start(t, settings{})
	r.dial()
	if status, err := r.health(); status != http.StatusOK { // so that the one before has been accepted
		r.fatalf("GET /healthz was answered with %d (error %v), want 200", status, err)
	}
	r.tell(syscall.SIGTERM)
	r.awaitExit(0, 0)
	r.wantSummary(books{})
}

// A request whose client has gone is nothing to wait for either.
func TestClientHangsUp(t *testing.T) {
	r := start(t, settings{})
	r.slow(forever).hangUp()
	r.tell(syscall.SIGTERM)
	r.awaitExit(0, 0)
	r.wantSummary(books{})
}
