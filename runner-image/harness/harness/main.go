package harness

import (
	"flag"
	"os"
	"testing"

	"gauntlet/yield"
)

// Main is the body of the generated TestMain. In test mode it runs the tests as the testing package would; in bench
// mode it runs each benchmark that it was asked for once with testing.Benchmark, whose result is a value and not a line of
// output; in the modes profile and waits the same under Go's profilers.
func Main(m *testing.M, benchmarks []testing.InternalBenchmark) {
	initialised()
	flag.Parse()
	code := 0
	switch current.Mode {
	case "bench":
		code = bench(benchmarks)
	case "profile":
		code = profiled(benchmarks)
	case "waits":
		code = waited(benchmarks)
	default:
		if current.Perturb {
			yield.Start(current.Seed)
		}
		setFlag("test.run", current.Run)
		report := watchPeaks()
		code = m.Run()
		settleAll()
		report()
	}
	channel.send(event{Kind: "done", Code: code})
	os.Exit(code)
}
