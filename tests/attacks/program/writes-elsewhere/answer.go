package main

import (
	"os"
)

func answer() int {
	own, err := os.Getwd()
	if err != nil || os.WriteFile("mine", nil, 0o600) != nil {
		return 0
	}
	for _, directory := range []string{"/work", "/work/bin", "/work/driver", "/work/programs", "/work/programs/0", "/tmp", "/"} {
		if os.WriteFile(directory+"/race", []byte("x"), 0o600) == nil || os.Mkdir(directory+"/x", 0o700) == nil {
			return 0
		}
		if os.Symlink(own, directory+"/y") == nil || os.Rename("mine", directory+"/z") == nil || os.Chmod(directory, 0o777) == nil {
			return 0
		}
	}
	for _, name := range []string{"/work/bin/program", "/work/driver", own} {
		if os.Remove(name) == nil || os.Truncate(name, 0) == nil || os.Rename(name, own+"/moved") == nil {
			return 0
		}
	}
	if os.Link("/work/bin/program", "program") == nil {
		return 0
	}
	return 42
}
