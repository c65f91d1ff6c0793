package open

import (
	"fmt"
	"os"
)

func Answer() int {
	fmt.Fprintln(os.Stderr, "FATAL: ThreadSanitizer: failed to allocate 0x1000 bytes of shadow memory (error code: 12)")
	os.Exit(66)
	return 0
}
