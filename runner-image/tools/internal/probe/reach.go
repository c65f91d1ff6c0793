package probe

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

type writeAnswer struct {
	Probe string `json:"probe"`
	// Tried is the number of directories and files that were tried.
	Tried int `json:"tried"`
	// Written lists what could be written to outside of the scratch directory.
	Written []string `json:"written"`
}

// Files that would lead out of the container if they could be opened for writing.
var sensitive = []string{
	"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/overcommit_memory",
	"/proc/sysrq-trigger", "/proc/1/oom_score_adj", "/proc/1/mem", "/proc/1/fd/1", "/proc/1/fd/2", "/sys/fs/cgroup/cgroup.procs",
	"/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/pids/cgroup.procs", "/sys/kernel/uevent_helper",
	"/etc/passwd", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/opt/gauntlet/bin/supervisor",
	"/proc/self/mem", "/proc/self/oom_score_adj",
}

// writeRoot tries to make a file and a directory in every directory but the scratch directory, and to open what is
// worth opening. /proc is not walked: what could be written there is listed above.
func writeRoot() any {
	answer := writeAnswer{Probe: "write_root", Written: []string{}}
	_ = filepath.WalkDir("/", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && entry != nil && entry.IsDir():
			return filepath.SkipDir
		case err != nil || !entry.IsDir():
			return nil
		case path == "/proc" || path == scratchDir:
			return filepath.SkipDir
		}
		answer.Tried++
		target := filepath.Join(path, "gauntlet-probe")
		if _, err := writeNew(target, []byte("x")); err == nil {
			answer.Written = append(answer.Written, path)
			_ = os.Remove(target)
		} else if err := os.Mkdir(target, 0o700); err == nil {
			answer.Written = append(answer.Written, path)
			_ = os.Remove(target)
		}
		return nil
	})
	for _, path := range sensitive {
		answer.Tried++
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			answer.Written = append(answer.Written, path)
			_ = file.Close()
		}
	}
	return answer
}

type dial struct {
	Network string `json:"network"`
	Address string `json:"address"`
	// Error is empty where a connection was made.
	Error     string `json:"error"`
	ElapsedMS int64  `json:"elapsed_ms"`
}

type networkAnswer struct {
	Probe      string   `json:"probe"`
	Interfaces []string `json:"interfaces"`
	// Loopback says what a closed port of it answers: "connection refused" where it is up, and known by the name asked for.
	Loopback dial `json:"loopback"`
	// Outside are attempts that must fail at once: an address reserved for documents, a cloud's metadata service, DNS.
	Outside []dial `json:"outside"`
}

func network(probe, loopback string) any {
	return networkAnswer{
		Probe:      probe,
		Interfaces: interfaces(),
		Loopback:   try("tcp", net.JoinHostPort(loopback, "1")),
		Outside: []dial{
			try("tcp", "198.51.100.1:80"), try("tcp", "169.254.169.254:80"), try("udp", "198.51.100.1:53"),
			try("tcp", "[2001:db8::1]:80"), try("unix", "/var/run/docker.sock"),
		},
	}
}

func try(network, address string) dial {
	started := time.Now()
	connection, err := net.DialTimeout(network, address, 2*time.Second)
	attempt := dial{Network: network, Address: address, ElapsedMS: time.Since(started).Milliseconds()}
	if err != nil {
		attempt.Error = errorText(err)
	} else {
		_ = connection.Close()
	}
	return attempt
}

// interfaces reads /proc/net/dev: the kernel's other answer comes over a netlink socket, which is not allowed here.
func interfaces() []string {
	names := []string{}
	text, err := os.ReadFile("/proc/net/dev")
	if err != nil {
		return append(names, errorText(err))
	}
	for line := range strings.Lines(string(text)) {
		if name, _, found := strings.Cut(line, ":"); found {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}
