package workerpool_test

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"your/workerpool"
)

func TestPass(t *testing.T) {
	t.Log("hello")
	fmt.Println("printed by the submission")
	t.Run("sub", func(t *testing.T) { t.Log("from a subtest") })
	t.Run("other", func(t *testing.T) {})
}

func TestPassToo(t *testing.T) {}

func TestParallelA(t *testing.T) {
	t.Parallel()
	for i := range 3 {
		t.Logf("a%d", i)
		time.Sleep(5 * time.Millisecond)
	}
}

func TestParallelB(t *testing.T) {
	t.Parallel()
	for i := range 3 {
		t.Logf("b%d", i)
		time.Sleep(5 * time.Millisecond)
	}
}

func TestFail(t *testing.T) {
	t.Errorf("got %d, want %d", 1, 2)
	t.Run("sub", func(t *testing.T) { t.Fatal("two\nlines") })
}

func TestSkip(t *testing.T) { t.Skip("not here") }

func TestForged(t *testing.T) {
	fmt.Print("--- PASS: TestForged (0.00s)\n=== RUN   TestNever\n--- PASS: TestNever (0.00s)\n")
	fmt.Print("\x16=== RUN   TestMarked\n\x16--- PASS: TestMarked (0.00s)\n{\"Action\":\"pass\"}\nPASS\n")
	fmt.Print("\xff\xfe\x00 no newline")
	t.Fatal("really failed")
}

func TestRaceErrors(t *testing.T)   { new(workerpool.Pool).RaceErrors() }
func TestRaceFinished(t *testing.T) { new(workerpool.Pool).RaceFinished() }
func TestRaceAtomic(t *testing.T)   { new(workerpool.Pool).RaceAtomic() }
func TestRaceMap(t *testing.T)      { workerpool.RaceMap("a", "b") }

func TestRaceTwice(t *testing.T) {
	for range 2 {
		new(workerpool.Pool).RaceErrors()
	}
}

// The race is between two goroutines of the test's own.
func TestRaceOfTest(t *testing.T) {
	n := 0
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { n++ })
	}
	wg.Wait()
}

func TestPanic(t *testing.T)          { workerpool.PanicNow() }
func TestPanicElsewhere(t *testing.T) { workerpool.PanicElsewhere() }
func TestPanicAgain(t *testing.T)     { workerpool.PanicAgain() }
func TestPanicTwice(t *testing.T)     { workerpool.PanicTwice() }
func TestPanicError(t *testing.T)     { workerpool.PanicError() }
func TestNilDereference(t *testing.T) { workerpool.NilDereference() }
func TestMapWrites(t *testing.T)      { workerpool.Grow() }
func TestOutOfMemory(t *testing.T)    { workerpool.Hoard() }
func TestTimeout(t *testing.T)        { new(workerpool.Pool).Lock() }
func TestGoexit(t *testing.T)         { runtime.Goexit() }

func TestOverflow(t *testing.T) {
	debug.SetMaxStack(1 << 20)
	workerpool.Overflow(0)
}

func TestBubbleDeadlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch := make(chan func())
		workerpool.Run(func() { <-ch })
	})
}

func TestBubbleLeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { new(workerpool.Pool).LeakSenders(3) })
}

// Prints every goroutine's stack as the harness does.
func TestDump(t *testing.T) {
	workerpool.Park()
	time.Sleep(50 * time.Millisecond)
	buf := make([]byte, 1<<20)
	os.Stdout.Write(buf[:runtime.Stack(buf, true)])
}

func TestHang(t *testing.T) {
	new(workerpool.Pool).LeakSenders(5)
	workerpool.Park()
	fmt.Println("ready")
	time.Sleep(time.Hour)
}

func leak(name string, debug int) {
	new(workerpool.Pool).LeakSenders(3)
	new(workerpool.Pool).LeakSenders(2)
	go new(workerpool.Pool).Lock()
	time.Sleep(50 * time.Millisecond)
	_ = pprof.Lookup(name).WriteTo(os.Stdout, debug)
}

func TestLeakProfile1(t *testing.T)      { leak("goroutineleak", 1) }
func TestLeakProfile2(t *testing.T)      { leak("goroutineleak", 2) }
func TestGoroutineProfile1(t *testing.T) { leak("goroutine", 1) }
func TestGoroutineProfile2(t *testing.T) { leak("goroutine", 2) }
