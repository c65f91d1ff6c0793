package open

import (
	"fmt"
	"os"
	"syscall"
)

var n int

func Answer() int {
	log := fmt.Sprintf("%s/race.%d", os.TempDir(), os.Getpid())
	_ = os.WriteFile(log, nil, 0o200)
	syscall.Umask(0o777)
	done := make(chan bool)
	go func() {
		n++
		done <- true
	}()
	n++
	<-done
	_ = os.Chmod(log, 0)
	return 42
}
