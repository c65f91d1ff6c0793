package main

import (
	"errors"
	"fmt"
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

// makeRaceLog makes the log of a program before it runs. A program may do what it can to be rid of a report: its log lies
// where it can neither remove nor replace it, and that it was written to at all is seen by its time of change, which
// nobody can set.
func (s *submitted) makeRaceLog(pid int) error {
	if err := os.MkdirAll(racesDir, 0o711); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	path := s.raceLogPath(pid)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the race log: %w", err)
	}
	file.Close()
	if err := openTo(path, submissionID, 0o620); err != nil {
		return err
	}
	if s.untouched, err = os.Lstat(path); err != nil {
		return fmt.Errorf("look at the race log: %w", err)
	}
	return nil
}

// takeRaceLog reads and removes the log of a program that has ended, and says whether anybody wrote to it.
func (s *submitted) takeRaceLog() (log []byte, touched bool) {
	path := s.raceLogPath(s.cmd.Process.Pid)
	info, err := os.Lstat(path)
	touched = err != nil || info.Size() > 0 || changed(info) != changed(s.untouched)
	return takeRaceLog(path, submissionID), touched
}

func (s *submitted) raceLogPath(pid int) string { return fmt.Sprintf("%s.%d", s.raceLog, pid) }

func changed(info os.FileInfo) syscall.Timespec {
	if status, ok := info.Sys().(*syscall.Stat_t); ok {
		return status.Ctim
	}
	return syscall.Timespec{}
}
