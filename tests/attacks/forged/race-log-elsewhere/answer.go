package open

import (
	"fmt"
	"os"
)

var n int

func Answer() int {
	_ = os.Symlink("elsewhere", fmt.Sprintf("%s/race.%d", os.TempDir(), os.Getpid()))
	_ = os.Link(os.DevNull, fmt.Sprintf("%s/race.%d", os.TempDir(), os.Getpid()))
	_ = os.Mkdir(fmt.Sprintf("%s/race.%d", os.TempDir(), os.Getpid()), 0o700)
	done := make(chan bool)
	go func() {
		n++
		done <- true
	}()
	n++
	<-done
	return 42
}
