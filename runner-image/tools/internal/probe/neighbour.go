package probe

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// driverDir is the scratch directory of a program challenge's tests.
const driverDir = workDir + "/driver"

type neighbourAnswer struct {
	Probe string `json:"probe"`
	// Processes is the number of other users' processes that were tried, without the first one.
	Processes int `json:"processes"`
	// Reached lists what could be done to them or their files, and must not be.
	Reached []string `json:"reached"`
}

// neighbour tries what a submission might do to the tests of a program challenge, which run beside it as another user.
func neighbour() any {
	answer := neighbourAnswer{Probe: "neighbour", Reached: []string{}}
	reached := func(what string, err error) {
		if err == nil {
			answer.Reached = append(answer.Reached, what)
		}
	}
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || pid == 1 || isOwn(pid) {
			continue
		}
		answer.Processes++
		// Not SIGCONT, which every process of a session may send and which does nothing here.
		reached("signal", syscall.Kill(pid, 0))
		for _, name := range []string{"mem", "environ", "auxv", "exe", "fd/0", "fd/3", "cwd/.", "root/proc"} {
			file, err := os.Open(filepath.Join("/proc", entry.Name(), name))
			_ = file.Close()
			reached(name, err)
		}
	}
	_, err := os.ReadDir(driverDir)
	reached("its directory", err)
	reached("a file of its own there", os.WriteFile(filepath.Join(driverDir, "probe"), nil, 0o600))
	return answer
}

// isOwn reports whether a process belongs to this one's user. One that is gone does.
func isOwn(pid int) bool {
	text := status(strconv.Itoa(pid))["Uid"]
	user, _, _ := strings.Cut(text, "\t")
	return user == "" || user == strconv.Itoa(os.Getuid())
}
