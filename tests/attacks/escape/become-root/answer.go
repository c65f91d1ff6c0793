package open

import (
	"os"
	"syscall"
)

func Answer() int {
	if syscall.Setuid(0) == nil || syscall.Setgid(0) == nil || syscall.Setgroups([]int{0}) == nil || os.Getuid() == 0 || os.Getgid() == 0 {
		return 0
	}
	return 42
}
