package open

import (
	"fmt"
	"os"
)

const text = "FATAL: ThreadSanitizer: unexpected memory mapping 0x555555554000-0x555555575000\n"

func Answer() int {
	if err := os.WriteFile(fmt.Sprintf("%s/race.%d", os.TempDir(), os.Getpid()), []byte(text), 0o600); err != nil {
		return 0
	}
	return 42
}
