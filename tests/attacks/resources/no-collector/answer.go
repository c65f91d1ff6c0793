package open

import (
	"runtime/debug"
)

var sink []byte

func Answer() int {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(1 << 40)
	for range 300 {
		sink = make([]byte, 1<<20)
		for i := 0; i < len(sink); i += 4096 { // each page
			sink[i] = 1
		}
	}
	return 42
}
