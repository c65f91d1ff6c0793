package open

import (
	"fmt"
	"os"
	"syscall"
)

func Answer() int {
	_ = syscall.Mkfifo(fmt.Sprintf("%s/race.%d", os.TempDir(), os.Getpid()), 0o600)
	_ = os.Getpid()
	return 42
}
