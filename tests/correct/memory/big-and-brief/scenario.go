// Package scenario sums up large blocks, few of which are in memory at a time.
package scenario

import (
	"fmt"
	"runtime"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

const blockSize = 8 << 20

// load pretends to read a block: only the pages that are touched count.
func load(number int) []byte {
	block := make([]byte, blockSize)
	for i := 0; i < len(block); i += 1 << 18 {
		block[i] = byte(number)
	}
	return block
}

func sum(block []byte) int {
	total := 0
	for i := 0; i < len(block); i += 1 << 18 {
		total += int(block[i])
	}
	return total
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	const blocks = 6
	alive := make(chan struct{}, 2)
	sums := make(chan int, blocks)
	var loaders sync.WaitGroup
	for number := range blocks {
		alive <- struct{}{}
		loaders.Go(func() {
			defer func() { <-alive }()
			sums <- sum(load(number))
		})
	}
	loaders.Wait()
	runtime.GC()
	close(sums)
	total := 0
	for s := range sums {
		total += s
	}
	if want := 15 * blockSize >> 18; total != want {
		return fmt.Errorf("the blocks add up to %d, want %d", total, want)
	}
	return nil
}
