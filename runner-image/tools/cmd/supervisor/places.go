package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// What lies where. The engine makes workDir for the supervisor, and nobody else may list or change it.
const (
	workDir     = "/work"
	binDir      = workDir + "/bin"
	scratchDir  = workDir + "/scratch"  // the submission's
	driverDir   = workDir + "/driver"   // the scratch directory of a program challenge's tests
	programsDir = workDir + "/programs" // one directory for each program that was started
	racesDir    = workDir + "/races"    // the race logs of programs, which can write to their own and do nothing else
)

// prepareWork checks the directory that the engine made. A tmpfs over a directory of the image takes the mode of that
// directory, whatever was asked for.
func prepareWork() error {
	info, err := os.Stat(workDir)
	if err != nil {
		return fmt.Errorf("look at %s: %w", workDir, err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid != supervisorID || info.Mode().Perm() != 0o711 {
		return fmt.Errorf("expected %s to be user %d's own with mode 0711, got %v", workDir, supervisorID, info.Mode())
	}
	if err := makeScratch(scratchDir, submissionID); err != nil {
		return err
	}
	return makeScratch(driverDir, driverID)
}

func makeScratch(path string, group int) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	return openTo(path, group, 0o770)
}

// openTo lets a group into a directory or to a file. The supervisor stays the owner, so that nobody can lock it out.
func openTo(path string, group int, mode os.FileMode) error {
	if err := syscall.Fchownat(atCWD, path, -1, group, 0); err != nil {
		return fmt.Errorf("give %s to its group: %w", path, err)
	}
	if err := os.Chmod(path, mode); err != nil {
		return fmt.Errorf("open %s to its group: %w", path, err)
	}
	return nil
}

const atCWD = -0x64 // AT_FDCWD

// Modes of a binary, for the group of the user that it runs as. A binary that cannot be read when it starts gets no look
// at its own environment from /proc, which is where the race detector takes its options from.
const (
	modeClosed   = 0
	modeRunnable = 0o010
	modeReadable = 0o050
)

// sealBinaries closes the binaries to everybody until they are started.
func sealBinaries() error {
	binaries, err := os.ReadDir(binDir)
	if err != nil {
		return fmt.Errorf("list binaries: %w", err)
	}
	for _, binary := range binaries {
		if err := os.Chmod(filepath.Join(binDir, binary.Name()), modeClosed); err != nil {
			return fmt.Errorf("seal a binary: %w", err)
		}
	}
	if err := os.Chmod(binDir, 0o711); err != nil {
		return fmt.Errorf("seal the binaries: %w", err)
	}
	return nil
}
