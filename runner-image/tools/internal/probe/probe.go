// Package probe tries, from inside a container, to get past each limit that the grader set from outside, and says in
// one JSON object how far it came. The grader's doctor and the sandbox's tests read the answers; no submission is near.
//
// It knows nothing of the limits' values: what it found is for the reader to judge.
package probe

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// workDir is the supervisor's; scratchDir below it is the only directory that a submission may write to.
const (
	workDir    = "/work"
	scratchDir = workDir + "/scratch"
)

// exitUsage answers a probe that does not exist, or whose answer could not be written.
const exitUsage = 3

// attempts answer with a value that is written as one line of JSON.
var attempts = map[string]func() any{
	"facts":        facts,
	"pids":         pids,
	"tmpfs_bytes":  tmpfsBytes,
	"tmpfs_inodes": tmpfsInodes,
	"file_size":    fileSize,
	"nofile":       openFiles,
	"write_root":   writeRoot,
	"network":      func() any { return network("network", "127.0.0.1") },
	"localhost":    func() any { return network("localhost", "localhost") },
	"syscalls":     syscalls,
	"neighbour":    neighbour,
}

// Run runs the probe of that name and returns the exit code of the process.
//
// Most probes write one JSON object and return 0. These do not:
//
//	memory       allocates until it is killed
//	sleep        sleeps until it is killed
//	stdout       writes without end
//	stderr       writes to standard error without end
//	echo         copies /work/payload, which came with the request, to out
//	low_bytes    writes the bytes 0, 1, 2, 0, 1, 2 and a newline
//	exit:N       returns N
func Run(name string, out io.Writer) int {
	if attempt, found := attempts[name]; found {
		if err := json.NewEncoder(out).Encode(attempt()); err != nil {
			fmt.Fprintln(os.Stderr, "probe: write answer:", err)
			return exitUsage
		}
		return 0
	}
	if code, found := strings.CutPrefix(name, "exit:"); found {
		if n, err := strconv.ParseUint(code, 10, 8); err == nil {
			return int(n)
		}
	}
	var err error
	switch name {
	case "memory":
		err = exhaustMemory()
	case "sleep":
		sleepForEver()
	case "stdout":
		err = flood(out)
	case "stderr":
		err = flood(os.Stderr)
	case "echo":
		err = echo(out)
	case "low_bytes":
		_, err = out.Write([]byte{0, 1, 2, 0, 1, 2, '\n'})
	default:
		err = fmt.Errorf("expected the name of a probe, got %q", name)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		return exitUsage
	}
	return 0
}
