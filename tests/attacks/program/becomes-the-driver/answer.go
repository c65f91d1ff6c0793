package main

import (
	"os"
	"syscall"
)

func answer() int {
	for _, id := range []int{0, 10003, 10004} {
		if syscall.Setuid(id) == nil || syscall.Setgid(id) == nil || syscall.Setgroups([]int{id}) == nil {
			return 0
		}
		if syscall.Setresuid(-1, -1, id) == nil || syscall.Setresgid(-1, -1, id) == nil {
			return 0
		}
	}
	if groups, err := syscall.Getgroups(); err != nil || os.Getuid() != 10002 || os.Getgid() != 10002 || len(groups) > 0 {
		return 0
	}
	return 42
}
