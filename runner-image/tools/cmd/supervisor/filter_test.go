package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// The filter can only be tried in a process of its own: it stays.
const (
	childOrder    = "SUPERVISOR_TEST_ORDER"
	noNewPrivs    = 38 // PR_SET_NO_NEW_PRIVS
	launched      = "launched"
	prGetDumpable = 3
)

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(childOrder) == "":
		os.Exit(m.Run())
	case len(os.Args) > 1 && os.Args[1] == launched:
		os.Exit(underFilter())
	default:
		runtime.LockOSThread()
		syscall.RawSyscall6(syscall.SYS_PRCTL, noNewPrivs, 1, 0, 0, 0, 0)
		os.Exit(launch(os.Getenv(childOrder)))
	}
}

// underFilter prints the calls that were not refused and ought to be, or the other way round.
func underFilter() int {
	path, _ := syscall.BytePtrFromString("/proc/self/exe")
	argv := [2]*byte{path}
	execve := func(a, b, c uintptr) syscall.Errno {
		_, _, errno := syscall.RawSyscall6(
			syscall.SYS_EXECVE, uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&argv[0])), 0, a, b, c,
		)
		return errno
	}
	call := func(number, a, b, c uintptr) syscall.Errno {
		_, _, errno := syscall.RawSyscall6(number, a, b, c, 0, 0, 0)
		return errno
	}
	for name, errno := range map[string]syscall.Errno{
		"execve":                          execve(0, 0, 0),
		"execve with a wrong pass":        execve(1, 2, 3),
		"a process":                       call(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0),
		"a process in the parent's place": call(syscall.SYS_CLONE, syscall.CLONE_VFORK|syscall.CLONE_VM|uintptr(syscall.SIGCHLD), 0, 0),
		"setuid":                          call(syscall.SYS_SETUID, uintptr(os.Getuid()), 0, 0),
		"setresuid":                       call(syscall.SYS_SETRESUID, ^uintptr(0), ^uintptr(0), ^uintptr(0)),
		"capset":                          call(syscall.SYS_CAPSET, 0, 0, 0),
		"to be readable":                  call(syscall.SYS_PRCTL, prSetDumpable, 1, 0),
		"to keep capabilities":            call(syscall.SYS_PRCTL, prSetKeepCaps, 1, 0),
		"another filter":                  call(syscall.SYS_PRCTL, prSetSeccomp, seccompModeFilter, 0),
		"close":                           call(syscall.SYS_CLOSE, 3, 0, 0),
		"close in a longer number":        call(syscall.SYS_CLOSE, 1<<32|3, 0, 0),
		"dup3":                            call(syscall.SYS_DUP3, 0, 3, 0),
		"execveat":                        call(sysExecveat, ^uintptr(0x63), 0, 0),
		"unshare":                         call(syscall.SYS_UNSHARE, 0, 0, 0),
		"close_range":                     call(sysCloseRange, 3, 3, 0),
	} {
		if errno != syscall.EPERM {
			fmt.Printf("%s: %v\n", name, errno)
		}
	}
	for name, errno := range map[string]syscall.Errno{
		"to be unreadable": call(syscall.SYS_PRCTL, prSetDumpable, 0, 0),
		"to ask for it":    call(syscall.SYS_PRCTL, prGetDumpable, 0, 0),
		"dup3 to another":  call(syscall.SYS_DUP3, 0, 9, 0),
		"close of another": call(syscall.SYS_CLOSE, 9, 0, 0),
	} {
		if errno != 0 {
			fmt.Printf("%s: %v\n", name, errno)
		}
	}
	return 42
}

// launcher returns this test binary as a launcher.
func launcher(order string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childOrder+"="+order)
	return cmd
}

func TestALaunchedProgramCannotDoWhatOnlyTheLauncherNeeds(t *testing.T) {
	channel, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer channel.Close()
	var out strings.Builder
	cmd := launcher(`{"path":"/proc/self/exe","args":["` + launched + `"],"held":1,"oom_score":999}`)
	cmd.ExtraFiles = []*os.File{channel}
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := start(cmd); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 42 || out.String() != "" {
		t.Errorf("ended with %v and said:\n%s", err, out.String())
	}
}

func TestWhatKeptAProgramFromStartingIsToldApart(t *testing.T) {
	cmd := launcher(`{"path":"/no/such/program","oom_score":999}`)
	err := start(cmd)
	if err == nil || !strings.Contains(err.Error(), "execve /no/such/program: no such file") {
		t.Errorf("got %v", err)
	}
}
