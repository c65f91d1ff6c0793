// Package cgroup reads what the kernel counted of the container that this process is in.
package cgroup

import (
	"os"
	"strconv"
	"strings"
)

// MemoryExit is the exit code of the container's first process when the kernel has killed another one for memory.
//
// The engine's own account of that can come too late or not at all: it is told of the kill and of the exit by two ways
// that nothing orders. No submission can choose the code, since it is never the first process.
const MemoryExit = 119

// ExitCode returns code, or [MemoryExit] where the kernel has killed a process for memory.
func ExitCode(code int) int {
	if OOMKills() > 0 {
		return MemoryExit
	}
	return code
}

// MemoryPeak returns the container's highest memory use in bytes, 0 when the host does not show it.
// Files: memory.peak (cgroup v2, Linux 5.19), memory/memory.max_usage_in_bytes (v1).
func MemoryPeak() int64 {
	for _, path := range []string{"/sys/fs/cgroup/memory.peak", "/sys/fs/cgroup/memory/memory.max_usage_in_bytes"} {
		if text, err := os.ReadFile(path); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil {
				return n
			}
		}
	}
	return 0
}

// OOMKills returns how many processes of the container the kernel has killed for memory.
// Files: memory.events (v2), memory/memory.oom_control (v1); both have a line "oom_kill N".
func OOMKills() int64 {
	for _, path := range []string{"/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"} {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if name, value, found := strings.Cut(strings.TrimSpace(line), " "); found && name == "oom_kill" {
				if n, err := strconv.ParseInt(value, 10, 64); err == nil {
					return n
				}
			}
		}
	}
	return 0
}
