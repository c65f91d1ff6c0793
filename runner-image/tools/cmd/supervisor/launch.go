package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

// launchMode is the first argument of the supervisor's own binary when it starts a program: already as the program's
// user, it puts itself under the second filter and becomes the program.
const launchMode = "launch"

// target is a program that is to run as another user.
type target struct {
	user     uint32 // and group
	path     string
	args     []string
	env      []string
	dir      string
	held     []*os.File // become descriptors 3 and so on
	oomScore int
}

// order is what the launcher is told, as JSON in its second argument.
type order struct {
	Path     string   `json:"path"`
	Args     []string `json:"args"`
	Held     int      `json:"held"`
	OOMScore int      `json:"oom_score"`
}

// The higher, the earlier the kernel ends a process when the container's memory is used up; the supervisor has what the
// engine gave it, which is less.
const (
	testOOMScore    = 800
	programOOMScore = 1000
)

// command prepares the start of a target. Standard streams are the caller's to set, then [start] starts it.
func (t target) command() (*exec.Cmd, error) {
	own, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the launcher: %w", err)
	}
	text, err := json.Marshal(order{Path: t.path, Args: t.args, Held: len(t.held), OOMScore: t.oomScore})
	if err != nil {
		return nil, fmt.Errorf("encode order: %w", err)
	}
	cmd := exec.Command(own, launchMode, string(text))
	cmd.Dir = t.dir
	cmd.Env = t.env
	cmd.ExtraFiles = t.held
	// No groups but its own, and no capability: those of a user that is not root end with execve.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: t.user, Gid: t.user}}
	return cmd, nil
}

const launchTimeout = 10 * time.Second

// start returns once the program itself runs. What kept it from running is our failure and never the program's: it is
// told on a pipe which only the launcher holds.
func start(cmd *exec.Cmd) error { return startAfter(cmd, nil) }

// startAfter calls prepare, if there is one, as soon as the process is there and long before the program itself runs.
func startAfter(cmd *exec.Cmd, prepare func(pid int) error) error {
	failure, told, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("make pipe: %w", err)
	}
	defer failure.Close()
	cmd.ExtraFiles = append(cmd.ExtraFiles[:len(cmd.ExtraFiles):len(cmd.ExtraFiles)], told)
	err = cmd.Start()
	told.Close()
	if err != nil {
		return fmt.Errorf("start the launcher: %w", err)
	}
	// Where the launcher is stopped or starved the program must not keep everything else waiting.
	if err := failure.SetReadDeadline(time.Now().Add(launchTimeout)); err != nil {
		return fmt.Errorf("set deadline: %w", err)
	}
	if prepare != nil {
		err = prepare(cmd.Process.Pid)
	}
	if err == nil {
		var text []byte
		if text, err = io.ReadAll(io.LimitReader(failure, 4096)); err == nil && len(text) > 0 {
			err = errors.New(string(text))
		}
	}
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return fmt.Errorf("launch: %w", err)
	}
	return nil
}

// launch is the launcher. It returns only if it failed.
func launch(text string) int {
	runtime.LockOSThread() // a filter belongs to the thread, and the thread that calls execve passes it on
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		fmt.Fprintln(os.Stderr, "supervisor: decode order:", err)
		return exitUnsupported
	}
	told := 3 + o.Held
	syscall.CloseOnExec(told)
	fmt.Fprint(os.NewFile(uintptr(told), "failure"), o.become())
	return exitUnsupported
}

// raiseOOMScore comes before anything that makes the file root's: this process must still be its user's.
func raiseOOMScore(score int) error {
	if err := os.WriteFile("/proc/self/oom_score_adj", []byte(strconv.Itoa(score)), 0); err != nil {
		return fmt.Errorf("raise the score for memory: %w", err)
	}
	return nil
}

func (o order) become() error {
	if err := raiseOOMScore(o.OOMScore); err != nil {
		return err
	}
	path, err := syscall.BytePtrFromString(o.Path)
	if err != nil {
		return fmt.Errorf("encode path: %w", err)
	}
	args, err := syscall.SlicePtrFromStrings(append([]string{o.Path}, o.Args...))
	if err != nil {
		return fmt.Errorf("encode arguments: %w", err)
	}
	env, err := syscall.SlicePtrFromStrings(os.Environ())
	if err != nil {
		return fmt.Errorf("encode environment: %w", err)
	}
	pass, err := newPass()
	if err != nil {
		return err
	}
	if err := submissionFilter(pass, o.Held).install(); err != nil {
		return err
	}
	_, _, errno := syscall.RawSyscall6(
		syscall.SYS_EXECVE, uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&args[0])),
		uintptr(unsafe.Pointer(&env[0])), uintptr(pass[0]), uintptr(pass[1]), uintptr(pass[2]),
	)
	return fmt.Errorf("execve %s: %w", o.Path, errno)
}
