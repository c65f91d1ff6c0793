package main

import (
	"os"
	"strings"
)

func answer() int {
	for _, name := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		list, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(list)) {
			if fields := strings.Fields(line); len(fields) > 3 && fields[3] == "0A" {
				return 0
			}
		}
	}
	return 42
}
