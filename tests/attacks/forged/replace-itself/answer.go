package open

import (
	"os"
	"syscall"
)

func Answer() int {
	for _, program := range []string{"/proc/self/exe", os.Args[0], "/opt/gauntlet/bin/supervisor"} {
		if syscall.Exec(program, os.Args, os.Environ()) != syscall.EPERM {
			return 0
		}
	}
	return 42
}
