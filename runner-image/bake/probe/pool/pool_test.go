package workerpool_test

import (
	"bufio"
	"bytes"
	"container/heap"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"testing/quick"
	"testing/synctest"
	"text/template"
	"time"

	"gauntlet"
	"your/workerpool"
)

// Names that keep the imports: the point of this file is what it drags in.
var (
	_ = bufio.NewReader
	_ = bytes.NewReader
	_ = heap.Init
	_ = rand.Reader
	_ = json.Marshal
	_ = errors.Is
	_ = fmt.Sprint
	_ = slog.Default
	_ = maps.Keys[map[int]int]
	_ = big.NewInt
	_ = net.Dial
	_ = os.Exit
	_ = exec.Command
	_ = signal.Notify
	_ = user.Current
	_ = runtime.GC
	_ = debug.SetGCPercent
	_ = trace.Start
	_ = slices.Sort[[]int]
	_ = strings.NewReader
	_ = syscall.Getpid
	_ = fstest.MapFS{}
	_ = iotest.ErrReader
	_ = quick.Check
	_ = template.New
)

func TestVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		time.Sleep(time.Hour)
		if got := time.Since(start); got != time.Hour {
			t.Fatalf("slept %v of virtual time, want one hour", got)
		}
	})
}

func TestServer(t *testing.T) {
	var p workerpool.Pool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = p.Do(r.Context(), func(context.Context) error { _, err := io.WriteString(w, "pong"); return err })
	}))
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); string(body) != "pong" {
		t.Fatalf("got %q, want pong", body)
	}
}

func TestLeakProfile(t *testing.T) {
	if pprof.Lookup("goroutineleak") == nil {
		t.Fatal("the runtime has no goroutine-leak profile")
	}
	if gauntlet.Pid() <= 0 {
		t.Fatal("no process id")
	}
}

// TestRace is meant to be reported: it shows that the binary was built with the race detector.
func TestRace(t *testing.T) {
	if os.Getenv("PROBE_RACE") == "" {
		t.Skip("asked for with PROBE_RACE=1")
	}
	n := 0
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { n++ })
	}
	wg.Wait()
	t.Log(n)
}

func BenchmarkDo(b *testing.B) {
	var p workerpool.Pool
	for b.Loop() {
		_ = p.Do(b.Context(), func(context.Context) error { return nil })
	}
}
