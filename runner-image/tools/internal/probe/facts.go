package probe

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

type workFacts struct {
	SizeBytes int64  `json:"size_bytes"`
	Inodes    int64  `json:"inodes"`
	Mode      string `json:"mode"` // as in "drwx------"
	UID       uint32 `json:"uid"`
	GID       uint32 `json:"gid"`
	Options   string `json:"options"` // of the mount, as in /proc/mounts
}

type factsAnswer struct {
	Probe     string `json:"probe"`
	PID       int    `json:"pid"`
	UID       int    `json:"uid"`
	GID       int    `json:"gid"`
	Groups    []int  `json:"groups"`
	Hostname  string `json:"hostname"`
	GoVersion string `json:"go_version"`
	NumCPU    int    `json:"num_cpu"`
	// Environment holds names only.
	Environment []string `json:"environment"`
	// Status holds the lines of /proc/self/status about privileges and processors: CapEff, CapBnd, NoNewPrivs, Seccomp...
	Status map[string]string `json:"status"`
	// Supervisor holds the same lines, and Uid and Gid, of the first process.
	Supervisor map[string]string `json:"supervisor"`
	// Limits holds the hard limits of /proc/self/limits by their name there.
	Limits map[string]string `json:"limits"`
	Work   workFacts         `json:"work"`
	// Scratch is the directory that a submission may write to.
	Scratch workFacts `json:"scratch"`
	// Readable lists what /proc shows of this process and the first one that could be opened, and must not be.
	Readable []string `json:"readable"`
	// RootOptions are the mount options of "/".
	RootOptions string `json:"root_options"`
	// Mounts lists the mount points.
	Mounts []string `json:"mounts"`
}

func facts() any {
	hostname, _ := os.Hostname()
	groups, _ := os.Getgroups() // none is nil
	answer := factsAnswer{
		Probe: "facts", PID: os.Getpid(), UID: os.Getuid(), GID: os.Getgid(), Groups: append([]int{}, groups...), Hostname: hostname,
		GoVersion: runtime.Version(), NumCPU: runtime.NumCPU(), Environment: []string{}, Mounts: []string{},
		Status: status("self"), Supervisor: status("1"), Limits: hardLimits(), Work: directory(workDir),
		Scratch: directory(scratchDir), Readable: readable(),
	}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		answer.Environment = append(answer.Environment, name)
	}
	slices.Sort(answer.Environment)
	for line := range lines("/proc/self/mounts") {
		fields := strings.Fields(line)
		if len(fields) < 4 {
			continue
		}
		answer.Mounts = append(answer.Mounts, fields[1])
		switch fields[1] {
		case "/":
			answer.RootOptions = fields[3]
		case workDir:
			answer.Work.Options = fields[3]
		}
	}
	return answer
}

func lines(path string) func(func(string) bool) {
	text, _ := os.ReadFile(path)
	return strings.Lines(string(text))
}

func status(process string) map[string]string {
	wanted := []string{
		"Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Cpus_allowed_list",
	}
	found := map[string]string{}
	for line := range lines("/proc/" + process + "/status") {
		name, value, _ := strings.Cut(line, ":")
		if slices.Contains(wanted, name) {
			found[name] = strings.TrimSpace(value)
		}
	}
	return found
}

// hardLimits reads the table of /proc/self/limits, whose columns are 26, 21 and 21 characters wide.
func hardLimits() map[string]string {
	found := map[string]string{}
	for line := range lines("/proc/self/limits") {
		if name, columns := line[:min(26, len(line))], strings.Fields(line[min(26, len(line)):]); len(columns) > 1 {
			found[strings.TrimSpace(name)] = columns[1]
		}
	}
	delete(found, "Limit")
	return found
}

// readable tries what would show a process's memory, or let a process reach another's streams.
func readable() []string {
	found := []string{}
	for process, names := range map[string][]string{
		"self": {"mem", "environ", "auxv"},
		"1":    {"mem", "environ", "auxv", "exe", "fd/0", "fd/1", "fd/2", "fd/3", "task/1/mem"},
	} {
		for _, name := range names {
			path := "/proc/" + process + "/" + name
			if file, err := os.Open(path); err == nil {
				found = append(found, path)
				_ = file.Close()
			}
		}
	}
	slices.Sort(found)
	return found
}

func directory(path string) workFacts {
	var found workFacts
	var system syscall.Statfs_t
	if err := syscall.Statfs(path, &system); err == nil {
		found.SizeBytes = int64(system.Blocks) * system.Bsize
		found.Inodes = int64(system.Files)
	}
	if info, err := os.Stat(path); err == nil {
		found.Mode = info.Mode().String()
		if owner, ok := info.Sys().(*syscall.Stat_t); ok {
			found.UID, found.GID = owner.Uid, owner.Gid
		}
	}
	return found
}
