package program

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
)

// supervised is a link whose other end answers as the function says, one request after the other.
func supervised(t *testing.T, answer func(request, func(format string, args ...any))) *link {
	t.Helper()
	driver, supervisor := net.Pipe()
	t.Cleanup(func() { _ = supervisor.Close() })
	go func() {
		lines := bufio.NewScanner(supervisor)
		for lines.Scan() {
			var r request
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				t.Errorf("request %s: %v", lines.Text(), err)
			}
			answer(r, func(format string, args ...any) { _, _ = fmt.Fprintf(supervisor, format+"\n", args...) })
		}
	}()
	return newLink(driver)
}

func TestAProgramFromItsStartToItsEnd(t *testing.T) {
	asked := make(chan request, 3)
	l := supervised(t, func(r request, say func(string, ...any)) {
		asked <- r
		switch r.Type {
		case "start":
			say(`{"type":"stdout","id":%d,"data":"aGVsbG8g"}`, r.ID) // may come first
			say(`{"type":"started","id":%d,"dir":"/work/programs/x"}`, r.ID)
			say(`{"type":"stdout","id":99,"data":"b3RoZXI="}`) // of one that is not known any more
			say(`{"type":"stderr","id":%d,"data":"/wA="}`, r.ID)
		case "signal":
			say(`{"type":"stdout","id":%d,"data":"YnllCg=="}`, r.ID)
			say(`{"type":"exited","id":%d,"code":7,"elapsed_ns":3,"cpu_ns":2,"max_rss_bytes":1}`, r.ID)
		}
	})
	p, err := l.start("TestX", ProgramOptions{Args: []string{"-a"}, Env: []string{"A=b"}})
	if err != nil {
		t.Fatal(err)
	}
	if r := <-asked; r.Test != "TestX" || strings.Join(append(r.Args, r.Env...), " ") != "-a A=b" {
		t.Errorf("asked %+v", r)
	}
	select {
	case <-p.Exited():
		t.Error("exited before its end")
	default:
	}
	p.Signal(syscall.SIGTERM)
	if r := <-asked; r.Type != "signal" || r.Number != 15 {
		t.Errorf("asked %+v", r)
	}
	if exit := p.Wait(); exit != (ProgramExit{Code: 7, Elapsed: 3, CPU: 2, MaxRSSBytes: 1}) {
		t.Errorf("exit %+v", exit)
	}
	if p.Stdout() != "hello bye\n" || p.Stderr() != "\xff\x00" || p.TempDir() != "/work/programs/x" {
		t.Errorf("printed %q and %q in %s", p.Stdout(), p.Stderr(), p.TempDir())
	}
}

func TestStopWaitsForTheEnd(t *testing.T) {
	l := supervised(t, func(r request, say func(string, ...any)) {
		if r.Type == "start" {
			say(`{"type":"started","id":%d}`, r.ID)
		} else {
			say(`{"type":"exited","id":%d,"code":-1,"signal":"killed"}`, r.ID)
		}
	})
	p, err := l.start("TestX", ProgramOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p.Signal(os.Kill)
	p.stop()
	if exit := p.Wait(); exit.Code != -1 || exit.Signal != "killed" {
		t.Errorf("exit %+v", exit)
	}
}

func TestARefusalIsAnError(t *testing.T) {
	l := supervised(t, func(r request, say func(string, ...any)) { say(`{"type":"refused","id":%d,"error":"too many"}`, r.ID) })
	if _, err := l.start("TestX", ProgramOptions{}); err == nil || err.Error() != "too many" {
		t.Errorf("got %v", err)
	}
}

func TestNothingWaitsForASupervisorThatIsGone(t *testing.T) {
	for name, last := range map[string]string{"closed": "", "broken": "not JSON\n"} {
		driver, supervisor := net.Pipe()
		l := newLink(driver)
		p, _, err := l.register()
		if err != nil {
			t.Fatal(err)
		}
		l.take(answer{Type: "started", ID: p.id})
		if last != "" {
			_, _ = supervisor.Write([]byte(last))
		}
		_ = supervisor.Close()
		if exit := p.Wait(); exit.Code != -1 {
			t.Errorf("%s: exit %+v", name, exit)
		}
		if _, err := l.start("TestX", ProgramOptions{}); err == nil {
			t.Errorf("%s: started without a supervisor", name)
		}
	}
}

func TestWithoutASupervisorTheErrorSaysSo(t *testing.T) {
	if _, err := supervisor(); err == nil || !strings.Contains(err.Error(), "descriptor 4") {
		t.Errorf("got %v", err)
	}
}
