package harness

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
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
