package main

import (
	"errors"
	"io"
	"os"
	"syscall"
)

const maxRaceLog = 1 << 20

// takeRaceLog reads and removes a race log; it is empty where there was no race.
func takeRaceLog(path string, user uint32) []byte {
	log, err := readRegular(path)
	if errors.Is(err, syscall.EACCES) {
		// A submission may well have closed its files to others. The owner gets in.
		log = asUser(user, readMode, path)
	}
	_ = os.Remove(path)
	return log
}

// readRegular reads from a place where a submission may write: it never follows a link and never waits for a pipe.
func readRegular(path string) ([]byte, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), path)
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("expected a file")
	}
	return io.ReadAll(io.LimitReader(file, maxRaceLog))
}
