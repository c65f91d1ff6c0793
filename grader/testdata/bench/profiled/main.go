package main

import (
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
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

func contend(n int) {
	var lock sync.Mutex
	done := make(chan bool)
	for range n {
		go func() {
			lock.Lock()
			time.Sleep(5 * time.Millisecond)
			lock.Unlock()
			done <- true
		}()
	}
	for range n {
		<-done
	}
}

// write writes a profile that the runtime has collected.
func write(name, profile string) {
	file, err := os.Create(name)
	if err != nil {
		panic(err)
	}
	if err := pprof.Lookup(profile).WriteTo(file, 0); err != nil {
		panic(err)
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
	write("allocs.pb.gz", "allocs")

	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	contend(3)
	write("block.pb.gz", "block")
	write("mutex.pb.gz", "mutex")
}
