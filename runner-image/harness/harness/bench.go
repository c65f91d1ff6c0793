package harness

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"testing"
)

const (
	// profileHz is how often a thread is asked what it does: as often as most kernels look at its clock. Go's usual 100
	// would see a benchmark of a fifth of a second twenty times.
	profileHz = 250
	// profileBytes is the mean number of allocated bytes between two samples.
	profileBytes = 4096
)

// bench runs the benchmarks that the session names and reports a sample of each.
func bench(benchmarks []testing.InternalBenchmark) int {
	code := 0
	for _, benchmark := range benchmarks {
		if !slices.Contains(current.Benchmarks, benchmark.Name) {
			continue
		}
		setFlag("test.benchtime", benchtime(benchmark.Name))
		runtime.GC()
		result := testing.Benchmark(benchmark.F)
		if result.N == 0 {
			code = 1 // failed: no sample
			continue
		}
		n := float64(result.N)
		metrics := map[string]float64{"allocs/op": float64(result.MemAllocs) / n, "B/op": float64(result.MemBytes) / n}
		for unit, value := range result.Extra {
			metrics[unit] = value
		}
		channel.send(event{
			Kind: "bench", Test: benchmark.Name, N: result.N, NSPerOp: float64(result.T.Nanoseconds()) / n,
			Metrics: metrics,
		})
	}
	return code
}

// benchtime is a number of iterations where an earlier process has found out how many fill the time: finding out takes
// as long again.
func benchtime(name string) string {
	if n := current.Iterations[name]; n > 0 {
		return fmt.Sprintf("%dx", n)
	}
	return fmt.Sprintf("%dms", current.BenchtimeMS)
}

// profiled runs the benchmarks under the profiler and reports what it saw. Their times are of no use then and not
// reported.
func profiled(benchmarks []testing.InternalBenchmark) int {
	var cpu, allocations bytes.Buffer
	// The rate that StartCPUProfile wants to set is refused, with a line on standard error, and this one stays.
	runtime.SetCPUProfileRate(profileHz)
	if err := pprof.StartCPUProfile(&cpu); err != nil {
		fmt.Fprintln(os.Stderr, "gauntlet:", err)
		return 1
	}
	for _, benchmark := range benchmarks {
		setFlag("test.benchtime", benchtime(benchmark.Name))
		testing.Benchmark(benchmark.F)
	}
	pprof.StopCPUProfile()
	channel.send(event{Kind: "profile", Profile: "cpu", Data: cpu.Bytes()})
	runtime.GC() // the profile shows what was allocated before the last collection
	if err := pprof.Lookup("allocs").WriteTo(&allocations, 0); err != nil {
		fmt.Fprintln(os.Stderr, "gauntlet:", err)
		return 1
	}
	channel.send(event{Kind: "profile", Profile: "allocations", Data: allocations.Bytes()})
	return 0
}
