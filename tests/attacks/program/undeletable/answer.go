package main

import (
	"os"
	"syscall"
)

func answer() int {
	for range 20 {
		if os.Mkdir("d", 0o700) != nil || os.Chdir("d") != nil {
			return 0
		}
		_ = os.Symlink("/work/driver", "link")
		_ = syscall.Mkfifo("pipe", 0)
		_ = os.Chmod(".", 0o300)
	}
	for range 20 {
		_ = os.Chmod(".", 0)
		_ = os.Chdir("..")
	}
	return 42
}
