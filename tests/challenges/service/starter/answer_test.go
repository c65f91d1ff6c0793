package main_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait, together with what was waited for before it.
const patience = 3 * time.Second

func TestAnswer(t *testing.T) { checkAnswer(t) }

func checkAnswer(t *testing.T) {
	deadline := time.After(patience)
	addr := freeAddr(t)
	p := StartProgram(t, ProgramOptions{Env: []string{"ADDR=" + addr}})
	if got := firstAnswer(t, p, addr, deadline); got != "42\n" {
		t.Fatalf("GET /answer was answered with %.80q, want %q", got, "42\n")
	}
	p.Signal(syscall.SIGTERM)
	select {
	case <-p.Exited():
	case <-deadline:
		t.Fatal("the program did not end on SIGTERM")
	}
	if exit := p.Wait(); exit.Code != 0 {
		t.Fatalf("the program ended with exit code %d and signal %q, want 0", exit.Code, exit.Signal)
	}
}

// firstAnswer asks until the program answers.
func firstAnswer(t *testing.T, p *Program, addr string, deadline <-chan time.Time) string {
	t.Helper()
	client := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		if got, err := get(client, "http://"+addr+"/answer"); err == nil {
			return got
		}
		select {
		case <-p.Exited():
			t.Fatalf("the program ended with exit code %d before it answered", p.Wait().Code)
		case <-deadline:
			t.Fatal("the program did not answer")
		case <-time.After(3 * time.Millisecond):
		}
	}
}

// get reads no more than it takes to see that the answer is wrong.
func get(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 80))
	return string(body), err
}

// freeAddr is an address on which nobody listens. Its port is none that outgoing connections get: one that is refused
// again and again would else connect to itself one day.
func freeAddr(t *testing.T) string {
	t.Helper()
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))
		if listener, err := net.Listen("tcp", addr); err == nil {
			_ = listener.Close()
			return addr
		}
	}
	t.Fatal("no free port")
	return ""
}
