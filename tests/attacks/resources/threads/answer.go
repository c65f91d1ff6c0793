package open

import (
	"runtime"
	"syscall"
)

func Answer() int {
	var fds [2]int
	if syscall.Pipe(fds[:]) != nil {
		return 0
	}
	for range 100 {
		go func() {
			runtime.LockOSThread()
			_, _ = syscall.Read(fds[0], make([]byte, 1))
		}()
	}
	for range 100 {
		_, _ = syscall.Write(fds[1], []byte{1})
	}
	return 42
}
