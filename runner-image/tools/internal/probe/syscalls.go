package probe

import (
	"runtime"
	"syscall"
)

type syscallAttempt struct {
	Name string `json:"name"`
	// Error is the kernel's answer; empty where the call succeeded.
	Error string `json:"error"`
	// Refused is true for EPERM and ENOSYS, the two answers of the filter and of missing privileges.
	Refused bool `json:"refused"`
}

type syscallsAnswer struct {
	Probe string `json:"probe"`
	// Forbidden must all be refused.
	Forbidden []syscallAttempt `json:"forbidden"`
	// Needed must all work: what the race detector and a loopback server ask for.
	Needed []syscallAttempt `json:"needed"`
}

type call struct {
	name   string
	number uintptr
	args   [5]uintptr
}

const (
	invalid      = ^uintptr(0) // an identifier or a descriptor that does not exist
	cloneNewUser = 0x10000000
	afNetlink    = 16
	afPacket     = 17
	afALG        = 38
	afVsock      = 40
	sockRaw      = 3
	queryOnly    = 0xffffffff
	addrNoRandom = 0x0040000
	readImplies  = 0x0400000
	prSetName    = 15
	prSetSeccomp = 22
	tioCSTI      = 0x5412
	dumpable     = 4
	subreaper    = 36
	keepCaps     = 8
	atCWD        = ^uintptr(0x63)
	reports      = 3 // the descriptor that a test binary reports on
)

// The arguments are such that a call which gets past the filter does no harm and fails with something else than EPERM,
// or succeeds visibly.
var forbidden = []call{
	{"ptrace", syscall.SYS_PTRACE, [5]uintptr{16, invalid}},
	{"process_vm_readv", sysProcessVMReadv, [5]uintptr{1}},
	{"process_vm_writev", sysProcessVMWritev, [5]uintptr{1}},
	{"kcmp", sysKcmp, [5]uintptr{1, 1}},
	{"pidfd_getfd", sysPidfdGetfd, [5]uintptr{invalid, 0, 0}},
	{"mount", syscall.SYS_MOUNT, [5]uintptr{}},
	{"umount2", syscall.SYS_UMOUNT2, [5]uintptr{}},
	{"pivot_root", syscall.SYS_PIVOT_ROOT, [5]uintptr{}},
	{"chroot", syscall.SYS_CHROOT, [5]uintptr{}},
	{"fsopen", sysFsopen, [5]uintptr{}},
	{"open_tree", sysOpenTree, [5]uintptr{invalid}},
	{"unshare", syscall.SYS_UNSHARE, [5]uintptr{}},
	{"setns", sysSetns, [5]uintptr{invalid}},
	{"clone3", sysClone3, [5]uintptr{}},
	{"keyctl", syscall.SYS_KEYCTL, [5]uintptr{invalid}},
	{"add_key", syscall.SYS_ADD_KEY, [5]uintptr{}},
	{"request_key", syscall.SYS_REQUEST_KEY, [5]uintptr{}},
	{"io_uring_setup", sysIOUringSetup, [5]uintptr{}},
	{"io_uring_enter", sysIOUringEnter, [5]uintptr{invalid}},
	{"bpf", sysBPF, [5]uintptr{invalid}},
	{"perf_event_open", sysPerfEventOpen, [5]uintptr{}},
	{"userfaultfd", sysUserfaultfd, [5]uintptr{}},
	{"memfd_create", sysMemfdCreate, [5]uintptr{}},
	{"fanotify_init", sysFanotifyInit, [5]uintptr{invalid}},
	{"open_by_handle_at", sysOpenByHandleAt, [5]uintptr{invalid}},
	{"init_module", syscall.SYS_INIT_MODULE, [5]uintptr{}},
	{"kexec_load", syscall.SYS_KEXEC_LOAD, [5]uintptr{invalid, invalid}},
	{"reboot", syscall.SYS_REBOOT, [5]uintptr{}},
	{"swapon", syscall.SYS_SWAPON, [5]uintptr{}},
	{"mknodat", syscall.SYS_MKNODAT, [5]uintptr{invalid}},
	{"setuid", syscall.SYS_SETUID, [5]uintptr{}},
	{"setgid", syscall.SYS_SETGID, [5]uintptr{}},
	{"setresuid", syscall.SYS_SETRESUID, [5]uintptr{invalid, invalid, invalid}},
	{"setresgid", syscall.SYS_SETRESGID, [5]uintptr{invalid, invalid, invalid}},
	{"setgroups", syscall.SYS_SETGROUPS, [5]uintptr{}},
	{"capset", syscall.SYS_CAPSET, [5]uintptr{}},
	{"fchownat", syscall.SYS_FCHOWNAT, [5]uintptr{atCWD, 0, invalid, invalid}},
	{"execve", syscall.SYS_EXECVE, [5]uintptr{}},
	{"execveat", sysExecveat, [5]uintptr{atCWD}},
	{"close_range", sysCloseRange, [5]uintptr{reports, reports}},
	{"close(reports)", syscall.SYS_CLOSE, [5]uintptr{reports}},
	{"close(reports, in a longer number)", syscall.SYS_CLOSE, [5]uintptr{1<<32 | reports}},
	{"dup3(to reports)", syscall.SYS_DUP3, [5]uintptr{0, reports}},
	{"mbind", syscall.SYS_MBIND, [5]uintptr{}},
	{"mlockall", syscall.SYS_MLOCKALL, [5]uintptr{}},
	{"vmsplice", syscall.SYS_VMSPLICE, [5]uintptr{invalid}},
	{"personality(query)", syscall.SYS_PERSONALITY, [5]uintptr{queryOnly}},
	{"personality(ADDR_NO_RANDOMIZE)", syscall.SYS_PERSONALITY, [5]uintptr{addrNoRandom}},
	{"personality(READ_IMPLIES_EXEC)", syscall.SYS_PERSONALITY, [5]uintptr{readImplies}},
	{"setsid", syscall.SYS_SETSID, [5]uintptr{}},
	{"setpgid", syscall.SYS_SETPGID, [5]uintptr{}},
	{"prctl(PR_SET_CHILD_SUBREAPER)", syscall.SYS_PRCTL, [5]uintptr{subreaper, 1}},
	{"prctl(PR_SET_SECCOMP)", syscall.SYS_PRCTL, [5]uintptr{prSetSeccomp, invalid}},
	{"prctl(PR_SET_DUMPABLE)", syscall.SYS_PRCTL, [5]uintptr{dumpable, 1}},
	{"prctl(PR_SET_KEEPCAPS)", syscall.SYS_PRCTL, [5]uintptr{keepCaps, invalid}},
	{"ioctl(TIOCSTI)", syscall.SYS_IOCTL, [5]uintptr{0, tioCSTI}},
	{"socket(AF_NETLINK)", syscall.SYS_SOCKET, [5]uintptr{afNetlink, sockRaw, 0}},
	{"socket(AF_PACKET)", syscall.SYS_SOCKET, [5]uintptr{afPacket, sockRaw, 0}},
	{"socket(AF_ALG)", syscall.SYS_SOCKET, [5]uintptr{afALG, 5, 0}},
	{"socket(AF_VSOCK)", syscall.SYS_SOCKET, [5]uintptr{afVsock, 1, 0}},
	{"socket(AF_INET, SOCK_RAW)", syscall.SYS_SOCKET, [5]uintptr{syscall.AF_INET, sockRaw, syscall.IPPROTO_ICMP}},
	{"socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC)", syscall.SYS_SOCKET,
		[5]uintptr{syscall.AF_INET, sockRaw | syscall.SOCK_CLOEXEC, syscall.IPPROTO_ICMP}},
}

var needed = []call{
	{"prctl(PR_SET_DUMPABLE, 0)", syscall.SYS_PRCTL, [5]uintptr{dumpable, 0}},
	{"prctl(PR_SET_NAME)", syscall.SYS_PRCTL, [5]uintptr{prSetName, 0}},
	{"socket(AF_INET, SOCK_STREAM)", syscall.SYS_SOCKET, [5]uintptr{syscall.AF_INET, syscall.SOCK_STREAM, 0}},
	{"socket(AF_INET6, SOCK_DGRAM)", syscall.SYS_SOCKET, [5]uintptr{syscall.AF_INET6, syscall.SOCK_DGRAM, 0}},
	{"socket(AF_UNIX, SOCK_STREAM)", syscall.SYS_SOCKET, [5]uintptr{syscall.AF_UNIX, syscall.SOCK_STREAM, 0}},
	{"accept4", syscall.SYS_ACCEPT4, [5]uintptr{invalid}},
	{"sendfile", syscall.SYS_SENDFILE, [5]uintptr{invalid, invalid}},
	{"splice", syscall.SYS_SPLICE, [5]uintptr{invalid, 0, invalid}},
	{"epoll_create1", syscall.SYS_EPOLL_CREATE1, [5]uintptr{}},
	{"eventfd2", syscall.SYS_EVENTFD2, [5]uintptr{}},
	{"futex", syscall.SYS_FUTEX, [5]uintptr{}},
	{"getrandom", sysGetrandom, [5]uintptr{}},
	{"kill(to itself)", syscall.SYS_KILL, [5]uintptr{0, 0}},
	{"madvise", syscall.SYS_MADVISE, [5]uintptr{}},
	{"mprotect", syscall.SYS_MPROTECT, [5]uintptr{}},
	{"nanosleep", syscall.SYS_NANOSLEEP, [5]uintptr{}},
	{"renameat", syscall.SYS_RENAMEAT, [5]uintptr{invalid, 0, invalid}},
	{"rt_sigaction", syscall.SYS_RT_SIGACTION, [5]uintptr{}},
	{"sched_getaffinity", syscall.SYS_SCHED_GETAFFINITY, [5]uintptr{}},
	{"timer_create", syscall.SYS_TIMER_CREATE, [5]uintptr{}},
	{"close(another)", syscall.SYS_CLOSE, [5]uintptr{invalid}},
}

func syscalls() any {
	// A personality belongs to the thread.
	runtime.LockOSThread()
	answer := syscallsAnswer{Probe: "syscalls", Forbidden: []syscallAttempt{
		clone("clone(CLONE_NEWUSER)", cloneNewUser), clone("clone(a process)", 0), clone("clone(CLONE_VFORK)", syscall.CLONE_VFORK),
	}}
	for _, call := range forbidden {
		answer.Forbidden = append(answer.Forbidden, call.attempt())
	}
	for _, call := range needed {
		answer.Needed = append(answer.Needed, call.attempt())
	}
	return answer
}

func (c call) attempt() syscallAttempt {
	_, _, errno := syscall.RawSyscall6(c.number, c.args[0], c.args[1], c.args[2], c.args[3], c.args[4], 0)
	return attemptOf(c.name, errno)
}

func attemptOf(name string, errno syscall.Errno) syscallAttempt {
	if errno == 0 {
		return syscallAttempt{Name: name}
	}
	return syscallAttempt{Name: name, Error: errno.Error(), Refused: errno == syscall.EPERM || errno == syscall.ENOSYS}
}

// clone makes a process where it may, which ends at once.
func clone(name string, flags uintptr) syscallAttempt {
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, flags|uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		for {
			syscall.RawSyscall6(syscall.SYS_EXIT_GROUP, 0, 0, 0, 0, 0, 0)
		}
	}
	if errno == 0 {
		_, _ = syscall.Wait4(int(pid), nil, 0, nil)
	}
	return attemptOf(name, errno)
}
