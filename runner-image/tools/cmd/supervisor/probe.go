package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// probeMode is both the mode of a request and the first argument of the process that answers it.
const probeMode = "probe"

// probeProcs is the GOMAXPROCS of a probe.
const probeProcs = 2

// runProbe runs a probe as a test binary is run, so that what it finds is what a submission would, and ends this process
// as that one ended.
func runProbe(name string) error {
	own, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the probe: %w", err)
	}
	reports, channel, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("make pipe: %w", err)
	}
	defer reports.Close()
	cmd, err := target{
		user: submissionID, path: own, args: []string{probeMode, name}, dir: scratchDir, oomScore: testOOMScore,
		env: environment(probeProcs, scratchDir, filepath.Join(scratchDir, "race")), held: []*os.File{channel},
	}.command()
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := start(cmd); err != nil {
		return err
	}
	err = cmd.Wait()
	killLeftovers()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("wait for the probe: %w", err)
	}
	os.Exit(exitCode(cmd.ProcessState))
	return nil
}

// exitCode is that of a shell: 128 and the number of the signal that ended the process, if one did.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
