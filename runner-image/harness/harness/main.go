package harness

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"testing"

	"gauntlet/yield"
)

// Main is the body of the generated TestMain. In test mode it runs the tests as the testing package would; in bench
// mode it runs each benchmark once with testing.Benchmark, whose result is a value and not a line of output.
func Main(m *testing.M, benchmarks []testing.InternalBenchmark) {
	initialised()
	flag.Parse()
	code := 0
	if current.Mode == "bench" {
		code = bench(benchmarks)
	} else {
		if current.Perturb {
			yield.Start(current.Seed)
		}
		report := watchPeaks()
		code = m.Run()
		settle()
		report()
	}
	channel.send(event{Kind: "done", Code: code})
	os.Exit(code)
}

func bench(benchmarks []testing.InternalBenchmark) int {
	if err := flag.Set("test.benchtime", fmt.Sprintf("%dms", current.BenchtimeMS)); err != nil {
		fmt.Fprintln(os.Stderr, "gauntlet:", err)
		return 1
	}
	code := 0
	for _, benchmark := range benchmarks {
		runtime.GC()
		result := testing.Benchmark(benchmark.F)
		if result.N == 0 {
			code = 1 // failed: no sample
			continue
		}
		n := float64(result.N)
		channel.send(event{
			Kind: "bench", Test: benchmark.Name, N: result.N, NSPerOp: float64(result.T.Nanoseconds()) / n,
			Allocs: float64(result.MemAllocs) / n, Bytes: float64(result.MemBytes) / n,
		})
	}
	return code
}
