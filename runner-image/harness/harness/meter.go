package harness

import (
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Attr is what the build makes of a test's t.Attr: an attribute whose value is a number, or "number of limit", is
// reported as a meter of that name. Meters explain; they earn and cost nothing.
func Attr(t testing.TB, name, value string) {
	t.Attr(name, value)
	number, limit, _ := strings.Cut(value, " of ")
	measured, err := strconv.ParseFloat(number, 64)
	if err != nil || channel == nil || current.Mode != "test" {
		return
	}
	most, _ := strconv.ParseFloat(limit, 64)
	channel.send(event{Kind: "meter", Test: t.Name(), Name: name, Value: measured, Limit: most})
}

// peaks are the most that was seen at once, sampled while tests run.
type peaks struct {
	goroutines int
	heapBytes  uint64
}

// sampleEvery is how often the sampler looks. It sees what lasts longer for sure, and of what is shorter some.
const sampleEvery = 2 * time.Millisecond

// watchPeaks samples until the returned function is called, which reports what was seen. What is there when it begins
// is the harness's own and not counted.
func watchPeaks() (report func()) {
	stop, done := make(chan struct{}), make(chan peaks)
	before := sample()
	go func() {
		tick := time.NewTicker(sampleEvery)
		defer tick.Stop()
		var most peaks
		for {
			select {
			case <-tick.C:
				seen := sample()
				most.goroutines = max(most.goroutines, seen.goroutines-before.goroutines-1) // not the sampler
				most.heapBytes = max(most.heapBytes, seen.heapBytes)
			case <-stop:
				done <- most
				return
			}
		}
	}()
	return func() {
		close(stop)
		most := <-done
		channel.send(event{Kind: "meter", Name: "goroutines_peak", Value: float64(most.goroutines)})
		channel.send(event{Kind: "meter", Name: "heap_peak_bytes", Value: float64(most.heapBytes)})
	}
}

func sample() peaks {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(heap)
	return peaks{goroutines: runtime.NumGoroutine(), heapBytes: heap[0].Value.Uint64()}
}
