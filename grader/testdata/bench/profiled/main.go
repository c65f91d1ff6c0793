package main

import (
	"os"
	"runtime"
	"runtime/pprof"
	"time"
)

var kept [][]byte

func spend(until time.Time) (sum uint64) {
	for time.Now().Before(until) {
		for i := range uint64(1000) {
			sum = sum*6364136223846793005 + i
		}
	}
	return sum
}

func allocate(n int) {
	for range n {
		kept = append(kept, make([]byte, 1<<16))
	}
}

func main() {
	runtime.MemProfileRate = 4096
	cpu, err := os.Create("cpu.pb.gz")
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		panic(err)
	}
	spend(time.Now().Add(300 * time.Millisecond))
	allocate(100)
	pprof.StopCPUProfile()
	runtime.GC()
	allocs, err := os.Create("allocs.pb.gz")
	if err != nil {
		panic(err)
	}
	if err := pprof.Lookup("allocs").WriteTo(allocs, 0); err != nil {
		panic(err)
	}
}
