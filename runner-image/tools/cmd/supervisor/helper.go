package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// The first arguments of this binary where it does as another user what only that user may: the supervisor owns no file
// of a submission, and has no capability over them.
const (
	readMode = "read" // writes a file to standard output
	wipeMode = "wipe" // empties a directory
)

// asUser runs this binary as that user and returns what it wrote; nothing if it failed.
func asUser(user uint32, mode, path string) []byte {
	own, err := os.Executable()
	if err != nil {
		return nil
	}
	cmd, err := target{user: user, path: own, args: []string{mode, path}, dir: "/", oomScore: testOOMScore}.command()
	if err != nil {
		return nil
	}
	var written bytes.Buffer
	cmd.Stdout = &written
	if start(cmd) != nil || cmd.Wait() != nil {
		return nil
	}
	return written.Bytes()
}

func read(path string) int {
	_ = os.Chmod(path, 0o600)
	text, err := readRegular(path)
	if err == nil {
		_, err = os.Stdout.Write(text)
	}
	return told(err)
}

// wipe removes what is in a directory, also below directories that the submission closed to itself.
func wipe(dir string) int {
	_ = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && path != dir {
			_ = os.Chmod(path, 0o700)
		}
		return nil
	})
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, entry.Name())))
	}
	return told(err)
}

func told(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "supervisor:", err)
	return exitUnsupported
}

// removeAll removes a directory of the supervisor's in which the submission may have made others.
func removeAll(dir string) {
	if os.RemoveAll(dir) == nil {
		return
	}
	asUser(submissionID, wipeMode, dir)
	_ = os.RemoveAll(dir) // what is still there takes room from its own submission alone
}
