package probe

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// reached is the answer of a probe that takes one of a thing after the other.
type reached struct {
	Probe string `json:"probe"`
	// Count is how many there were to be had: processes, bytes, files.
	Count int64 `json:"count"`
	// Error is what ended the attempt; empty when nothing did.
	Error string `json:"error"`
}

// The most that a probe takes. Beyond that there is no limit worth the name, and the host is spared.
const (
	mostPIDs   = 1 << 15
	mostBytes  = 1 << 34
	mostInodes = 1 << 20
	mostFiles  = 1 << 20
)

// tmpfsBytes fills the scratch directory and empties it again.
func tmpfsBytes() any {
	answer := reached{Probe: "tmpfs_bytes"}
	block := make([]byte, 1<<20)
	var paths []string
	for answer.Count < mostBytes {
		path := filepath.Join(scratchDir, fmt.Sprintf("bytes-%d", len(paths)))
		paths = append(paths, path)
		n, err := writeNew(path, block)
		answer.Count += int64(n)
		if err != nil {
			answer.Error = errorText(err)
			break
		}
	}
	removeAll(paths)
	return answer
}

func writeNew(path string, data []byte) (int, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return file.Write(data)
}

// tmpfsInodes makes empty files in the scratch directory until the kernel refuses one.
func tmpfsInodes() any {
	answer := reached{Probe: "tmpfs_inodes"}
	var paths []string
	for len(paths) < mostInodes {
		path := filepath.Join(scratchDir, fmt.Sprintf("inode-%d", len(paths)))
		if _, err := writeNew(path, nil); err != nil {
			answer.Error = errorText(err)
			break
		}
		paths = append(paths, path)
	}
	answer.Count = int64(len(paths))
	removeAll(paths)
	return answer
}

// fileSize says how long a file may be, by asking for the limit: to pass it is a signal that ends the process.
func fileSize() any {
	var limit syscall.Rlimit
	answer := reached{Probe: "file_size"}
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		answer.Error = errorText(err)
	}
	answer.Count = int64(min(limit.Max, 1<<62))
	return answer
}

// openFiles opens /dev/null until the kernel refuses, and counts what the process had open before, too.
func openFiles() any {
	answer := reached{Probe: "nofile"}
	var held []int
	highest := -1
	for len(held) < mostFiles {
		fd, err := syscall.Open("/dev/null", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err != nil {
			answer.Error = errorText(err)
			break
		}
		held = append(held, fd)
		highest = max(highest, fd)
	}
	// Descriptors are given out lowest first, so the highest says how many there are.
	answer.Count = int64(highest + 1)
	for _, fd := range held {
		_ = syscall.Close(fd)
	}
	return answer
}

func removeAll(paths []string) {
	for _, path := range paths {
		_ = os.Remove(path)
	}
}

// errorText is the kernel's word alone, without the path it was about.
func errorText(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}
