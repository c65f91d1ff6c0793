package main

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// The users of a run container. Each process of a submission is another user than those that watch it: it can neither
// signal nor read them.
const (
	submissionID = 10002 // test binaries of package challenges, and the programs of program challenges
	supervisorID = 10003
	driverID     = 10004 // test binaries of program challenges, which hold no code of the submission
)

// kept are the capabilities that the supervisor works with: KILL, SETGID and SETUID.
const kept = 1<<5 | 1<<6 | 1<<7

const (
	prSetDumpable = 4
	prSetKeepCaps = 8
	capVersion3   = 0x20080522
)

// becomeSupervisor gives up being root. What stays is enough to start processes as other users and to end them; a
// process that is started as one of those users loses it with its first execve.
//
// The bounding set stays as the engine made it, since only CAP_SETPCAP could shrink it: it is these three capabilities,
// and no-new-privileges keeps everybody from drawing on it.
func becomeSupervisor() error {
	if err := makeUnreadable(); err != nil {
		return err
	}
	if uid := os.Getuid(); uid != 0 {
		return fmt.Errorf("expected to start as root with the capabilities KILL, SETGID and SETUID, got user %d", uid)
	}
	if _, _, errno := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, prSetKeepCaps, 1, 0); errno != 0 {
		return fmt.Errorf("prctl(PR_SET_KEEPCAPS): %w", errno)
	}
	// A member of the other users' groups may give directories to these groups, and read what they leave there.
	if err := syscall.Setgroups([]int{submissionID, driverID}); err != nil {
		return fmt.Errorf("setgroups: %w", err)
	}
	if err := syscall.Setresgid(supervisorID, supervisorID, supervisorID); err != nil {
		return fmt.Errorf("setresgid: %w", err)
	}
	if err := syscall.Setresuid(supervisorID, supervisorID, supervisorID); err != nil {
		return fmt.Errorf("setresuid: %w", err)
	}
	if err := keepCapabilities(); err != nil {
		return err
	}
	return makeUnreadable() // a change of user sets it anew
}

// keepCapabilities makes the kept ones effective again, which they ceased to be with the user, and drops all others.
func keepCapabilities() error {
	header := struct {
		version uint32
		pid     int32
	}{version: capVersion3}
	sets := [2]struct{ effective, permitted, inheritable uint32 }{{effective: kept, permitted: kept}}
	// The kernel writes to neither, and both live until the call returns on every thread.
	_, _, errno := syscall.AllThreadsSyscall(
		syscall.SYS_CAPSET, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&sets)), 0,
	)
	if errno != 0 {
		return fmt.Errorf("expected the capabilities KILL, SETGID and SETUID: capset: %w", errno)
	}
	return nil
}

// makeUnreadable gives what /proc shows of this process to root, and lets nobody trace it.
func makeUnreadable() error {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0); errno != 0 {
		return fmt.Errorf("prctl(PR_SET_DUMPABLE): %w", errno)
	}
	return nil
}
