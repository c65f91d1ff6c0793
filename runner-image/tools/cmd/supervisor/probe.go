package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"gauntlet.invalid/runner/internal/cgroup"
)

// probeMode is both the mode of a request and the first argument of the process that answers it.
const probeMode = "probe"

// probeProcs is the GOMAXPROCS of a probe.
const probeProcs = 2

// runProbe runs a probe as a test binary is run, so that what it finds is what a submission would, and ends this process
// as that one ended.
func runProbe(name string) error {
	if name == "neighbour" {
		if _, err := startProbe("sleep", driverID, driverDir); err != nil {
			return err
		}
	}
	cmd, err := startProbe(name, submissionID, scratchDir)
	if err != nil {
		return err
	}
	err = cmd.Wait()
	killLeftovers()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("wait for the probe: %w", err)
	}
	os.Exit(cgroup.ExitCode(exitCode(cmd.ProcessState)))
	return nil
}

func startProbe(name string, user uint32, dir string) (*exec.Cmd, error) {
	own, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the probe: %w", err)
	}
	reports, channel, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	defer reports.Close()
	defer channel.Close()
	cmd, err := target{
		user: user, path: own, args: []string{probeMode, name}, dir: dir, oomScore: testOOMScore,
		env: environment(probeProcs, dir, filepath.Join(dir, "race")), held: []*os.File{channel},
	}.command()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd, start(cmd)
}

// exitCode is that of a shell: 128 and the number of the signal that ended the process, if one did.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
