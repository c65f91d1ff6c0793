package open

import (
	"os"
	"os/exec"
)

func Answer() int {
	for _, name := range []string{"sh", "bash", "busybox", "go", "gcc", "python3", "perl", "mount", "docker", "curl"} {
		if _, err := exec.LookPath(name); err == nil {
			return 0
		}
	}
	for _, name := range []string{"/bin/sh", "/usr/bin/env", "/usr/local/go/bin/go", "/opt/gauntlet/harness"} {
		if _, err := os.Stat(name); err == nil {
			return 0
		}
	}
	return 42
}
