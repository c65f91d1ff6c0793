package main_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait for something that a correct program does at once
// or has to do sooner or later. It is long enough for a very busy machine.
const patience = 2500 * time.Millisecond

// impatience replaces patience in a test that has run out of it before, so
// that the repetitions of a failing test do not take minutes.
const impatience = 400 * time.Millisecond

// pause lies between two looks at something that sends no message.
const pause = 3 * time.Millisecond

// forever is a time that no test waits for.
const forever = time.Hour

// outOfPatience holds the names of the tests that have waited in vain.
var outOfPatience sync.Map

func patienceOf(t *testing.T) time.Duration {
	if _, before := outOfPatience.Load(t.Name()); before {
		return impatience
	}
	return patience
}

// settings are the program's environment. Zero values stand for the defaults
// of start.
type settings struct {
	workers, queue         int
	work, linger, deadline time.Duration
	journal                string
}

// A rig is a running program, and a client that keeps the books.
type rig struct {
	*Program
	t       *testing.T
	addr    string
	journal string
	before  int // lines that the journal had before the program started
	client  *http.Client
	signals int
	told    time.Time // when the first signal was sent
}

// start starts the program and waits until it is ready. By default it has 2
// workers, room for 16 items, work of 1 ms, and a deadline that never comes.
func start(t *testing.T, s settings) *rig {
	t.Helper()
	r := launch(t, s, freeAddr(t))
	r.awaitReady()
	return r
}

// startAll starts programs at the same time.
func startAll(t *testing.T, all ...settings) []*rig {
	t.Helper()
	rigs := make([]*rig, len(all))
	for i, s := range all {
		rigs[i] = launch(t, s, freeAddr(t))
	}
	for _, r := range rigs {
		r.awaitReady()
	}
	return rigs
}

func (r *rig) awaitReady() {
	r.t.Helper()
	r.eventually("GET /healthz to answer 200", func() bool {
		status, err := r.health()
		return err == nil && status == http.StatusOK
	})
}

// launch starts the program and does not wait.
func launch(t *testing.T, s settings, addr string) *rig {
	t.Helper()
	journal := or(s.journal, "journal.log")
	r := &rig{t: t, addr: addr, journal: journal, client: newClient(t)}
	if filepath.IsAbs(journal) {
		r.before = r.written()
	}
	r.Program = StartProgram(t, ProgramOptions{Env: []string{
		"ADDR=" + addr,
		"JOURNAL=" + journal,
		fmt.Sprint("WORKERS=", or(s.workers, 2)),
		fmt.Sprint("QUEUE=", or(s.queue, 16)),
		fmt.Sprint("WORK=", or(s.work, time.Millisecond)),
		fmt.Sprint("LINGER=", s.linger),
		fmt.Sprint("DEADLINE=", or(s.deadline, forever)),
	}})
	if !filepath.IsAbs(journal) {
		r.journal = filepath.Join(r.TempDir(), journal)
	}
	return r
}

func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// freeAddr is a loopback address on which nobody listens. Its port is below
// those that systems give to outgoing connections, so that none of ours takes
// it before the program does.
func freeAddr(t *testing.T) string {
	t.Helper()
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))
		if listener, err := net.Listen("tcp", addr); err == nil {
			listener.Close()
			return addr
		}
	}
	t.Fatal("no free port")
	return ""
}

// newClient returns a client that keeps its connections until the test ends.
func newClient(t *testing.T) *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// eventually waits until holds does. The end of the program is the end of hope.
func (r *rig) eventually(what string, holds func() bool) {
	r.t.Helper()
	deadline := time.Now().Add(patienceOf(r.t))
	for !holds() {
		select {
		case <-r.Exited():
			if holds() {
				return
			}
			r.fatalf("the program ended with %s while the test waited for %s", describe(r.Wait()), what)
		case <-time.After(pause):
		}
		if time.Now().After(deadline) {
			outOfPatience.Store(r.t.Name(), true)
			r.fatalf("waited in vain for %s", what)
		}
	}
}

// fatalf fails the test with what the program said on standard error.
func (r *rig) fatalf(format string, args ...any) {
	r.t.Helper()
	message := fmt.Sprintf(format, args...)
	if stderr := strings.TrimSpace(r.Stderr()); stderr != "" {
		message += "\nstandard error:\n" + stderr[max(0, len(stderr)-4000):]
	}
	r.t.Fatal(message)
}

func describe(exit ProgramExit) string {
	if exit.Signal != "" {
		return "signal " + exit.Signal
	}
	return fmt.Sprint("exit code ", exit.Code)
}

// An answer is a response as far as it came.
type answer struct {
	status     int
	retryAfter string
	err        error
}

// do sends a request and reads the answer to its end.
func (r *rig) do(ctx context.Context, method, path, body string) answer {
	ctx, cancel := context.WithTimeout(ctx, patienceOf(r.t))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, "http://"+r.addr+path, strings.NewReader(body))
	if err != nil {
		return answer{err: err}
	}
	response, err := r.client.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			outOfPatience.Store(r.t.Name(), true)
		}
		return answer{err: err}
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return answer{response.StatusCode, response.Header.Get("Retry-After"), err}
}

func (r *rig) get(path string) answer { return r.do(context.Background(), http.MethodGet, path, "") }

func (r *rig) post(id string) answer {
	return r.do(context.Background(), http.MethodPost, "/items", id)
}

// health asks on a connection of its own.
func (r *rig) health() (int, error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patienceOf(r.t)}
	response, err := client.Get("http://" + r.addr + "/healthz")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// accept posts an item, which the program has to take.
func (r *rig) accept(id string) {
	r.t.Helper()
	if got := r.post(id); got.err != nil || got.status != http.StatusAccepted {
		r.fatalf("POST /items was answered with %s, want 202: there is room", got)
	}
}

func (a answer) String() string {
	if a.err != nil {
		return fmt.Sprintf("an error (%v)", a.err)
	}
	return fmt.Sprint(a.status)
}

// acceptAll posts n items and returns their ids.
func (r *rig) acceptAll(n int) []string {
	r.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint("item-", i)
		r.accept(ids[i])
	}
	return ids
}

// fill posts items until n or more have been accepted and one was refused. It
// returns the ids of the former and how many were refused: a worker may need a
// moment to take an item and make room, and may be done with one meanwhile.
func (r *rig) fill(n int) (ids []string, refused int) {
	r.t.Helper()
	r.eventually(fmt.Sprintf("%d items to be accepted and one refused", n), func() bool {
		id := fmt.Sprint("item-", len(ids))
		switch got := r.post(id); got.status {
		case http.StatusAccepted:
			ids = append(ids, id)
			return false
		case http.StatusServiceUnavailable:
			refused++
			return len(ids) >= n
		default:
			r.fatalf("POST /items was answered with %s, want 202 or 503", got)
			return false
		}
	})
	return ids, refused
}

// A slowAnswer is a GET /slow under way: it has begun and not ended.
type slowAnswer struct {
	r      *rig
	asked  time.Time
	takes  time.Duration
	body   io.ReadCloser
	hangUp context.CancelFunc
}

// slow asks for an answer that takes d, and returns when it has begun.
func (r *rig) slow(d time.Duration) *slowAnswer {
	r.t.Helper()
	ctx, hangUp := context.WithCancel(context.Background())
	watchdog := time.AfterFunc(patienceOf(r.t), hangUp)
	defer watchdog.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://%s/slow?for=%v", r.addr, d), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	asked := time.Now()
	response, err := r.client.Do(request)
	if err != nil {
		hangUp()
		outOfPatience.Store(r.t.Name(), true)
		r.fatalf("GET /slow did not begin to answer: %v", err)
	}
	r.t.Cleanup(func() {
		hangUp()
		response.Body.Close()
	})
	if response.StatusCode != http.StatusOK {
		r.fatalf("GET /slow was answered with %d, want 200", response.StatusCode)
	}
	begin := make([]byte, len("begin\n"))
	if _, err := io.ReadFull(response.Body, begin); err != nil || string(begin) != "begin\n" {
		outOfPatience.Store(r.t.Name(), true)
		r.fatalf(`GET /slow began with %q (error %v), want "begin\n" at once`, begin, err)
	}
	return &slowAnswer{r, asked, d, response.Body, hangUp}
}

// awaitEnd waits for the rest of the answer, which has to come, and not early.
func (s *slowAnswer) awaitEnd() {
	s.r.t.Helper()
	watchdog := time.AfterFunc(s.takes+patienceOf(s.r.t), s.hangUp)
	defer watchdog.Stop()
	if rest, err := io.ReadAll(s.body); err != nil || string(rest) != "end\n" {
		s.r.fatalf(`GET /slow?for=%v ended with %q (error %v), want "end\n": it was in flight`, s.takes, rest, err)
	}
	if took := time.Since(s.asked); took < s.takes {
		s.r.t.Errorf("GET /slow?for=%v ended after %v", s.takes, took)
	}
}

// tell sends a signal.
func (r *rig) tell(sig os.Signal) {
	if r.signals++; r.signals == 1 {
		r.told = time.Now()
	}
	r.Signal(sig)
}

// awaitClosed waits until the program accepts no connections any more.
func (r *rig) awaitClosed() {
	r.t.Helper()
	r.eventually("the program to stop listening", func() bool {
		conn, err := net.DialTimeout("tcp", r.addr, patienceOf(r.t))
		if err != nil {
			return errors.Is(err, syscall.ECONNREFUSED)
		}
		conn.Close()
		return false
	})
}

// awaitExit waits for the end of the program, which may take until the given
// time has passed since the first signal, and checks its exit code.
func (r *rig) awaitExit(code int, within time.Duration) ProgramExit {
	r.t.Helper()
	timer := time.NewTimer(within + patienceOf(r.t))
	defer timer.Stop()
	select {
	case <-r.Exited():
	case <-timer.C:
		outOfPatience.Store(r.t.Name(), true)
		r.fatalf("the program did not end within %v of the signal", within+patienceOf(r.t))
	}
	exit := r.Wait()
	if exit.Code != code {
		r.fatalf("the program ended with %s, want exit code %d", describe(exit), code)
	}
	return exit
}

func (r *rig) hasEnded() bool {
	select {
	case <-r.Exited():
		return true
	default:
		return false
	}
}
