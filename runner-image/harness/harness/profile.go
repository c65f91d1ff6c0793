package harness

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
)

const (
	// profileHz is how often a thread is asked what it does: as often as most kernels look at its clock. Go's usual 100
	// would see a benchmark of a fifth of a second twenty times.
	profileHz = 250
	// profileBytes is the mean number of allocated bytes between two samples.
	profileBytes = 4096
	// blockNS is the mean waiting time between two samples of the block profile, in nanoseconds.
	blockNS = 10_000
	// mutexFraction has one of so many waits for a lock sampled.
	mutexFraction = 5
)

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
	runAll(benchmarks)
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

// waited runs the benchmarks and reports where goroutines waited for each other.
func waited(benchmarks []testing.InternalBenchmark) int {
	runtime.SetBlockProfileRate(blockNS)
	runtime.SetMutexProfileFraction(mutexFraction)
	runAll(benchmarks)
	runtime.SetBlockProfileRate(0)
	runtime.SetMutexProfileFraction(0)
	for _, kind := range []string{"block", "mutex"} {
		var waits bytes.Buffer
		if err := pprof.Lookup(kind).WriteTo(&waits, 0); err != nil {
			fmt.Fprintln(os.Stderr, "gauntlet:", err)
			return 1
		}
		channel.send(event{Kind: "waits", Waits: kind, Data: waits.Bytes()})
	}
	return 0
}

// runAll runs each benchmark once. What it measures is of no use under a profiler.
func runAll(benchmarks []testing.InternalBenchmark) {
	for _, benchmark := range benchmarks {
		setFlag("test.benchtime", benchtime(benchmark.Name))
		testing.Benchmark(benchmark.F)
	}
}
