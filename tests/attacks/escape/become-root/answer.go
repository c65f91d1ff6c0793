package open

import (
	"os"
	"syscall"
)

// Answer tries root, the supervisor's user and that of the tests of a program challenge.
func Answer() int {
	for _, id := range []int{0, 10003, 10004} {
		if syscall.Setuid(id) == nil || syscall.Setgid(id) == nil || syscall.Setgroups([]int{id}) == nil {
			return 0
		}
		if syscall.Setresuid(-1, -1, id) == nil || syscall.Setresgid(-1, -1, id) == nil {
			return 0
		}
	}
	if os.Getuid() != 10002 || os.Getgid() != 10002 {
		return 0
	}
	return 42
}
