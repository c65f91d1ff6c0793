package main

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"syscall"
	"unsafe"
)

// The second filter of system calls, which lies on top of the container's own and takes away what only the supervisor
// and its launcher need. It is written in classic BPF over struct seccomp_data: number (offset 0), architecture (4),
// arguments (from 16, eight bytes each; both architectures are little-endian, so the low half comes first).

const (
	bpfLoad      = 0x20 // BPF_LD | BPF_W | BPF_ABS
	bpfEqual     = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
	bpfAtLeast   = 0x35 // BPF_JMP | BPF_JGE | BPF_K
	bpfHasBits   = 0x45 // BPF_JMP | BPF_JSET | BPF_K
	bpfReturn    = 0x06 // BPF_RET | BPF_K
	offsetNumber = 0
	offsetArch   = 4

	allow  = 0x7fff0000                         // SECCOMP_RET_ALLOW
	refuse = 0x00050000 | uint32(syscall.EPERM) // SECCOMP_RET_ERRNO
	absent = 0x00050000 | uint32(syscall.ENOSYS)
	end    = 0x80000000 // SECCOMP_RET_KILL_PROCESS

	prSetSeccomp      = 22
	seccompModeFilter = 2
	cloneThread       = 0x10000
	x32               = 0x40000000 // a second set of numbers for the same calls, on x86-64
)

// pass opens execve once: the kernel ignores the fourth to sixth argument of it, the filter wants them to be these. No
// memory of a program holds them after the call that starts it.
type pass [3]uint64

func newPass() (pass, error) {
	var raw [24]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return pass{}, fmt.Errorf("draw a pass: %w", err)
	}
	var p pass
	for i := range p {
		p[i] = binary.LittleEndian.Uint64(raw[8*i:])
	}
	return p, nil
}

// filter is a BPF program, or a piece of one.
type filter []syscall.SockFilter

func (f *filter) add(code uint16, k uint32, ifTrue, ifFalse int) {
	*f = append(*f, syscall.SockFilter{Code: code, Jt: uint8(ifTrue), Jf: uint8(ifFalse), K: k})
}

// rule adds what holds for one system call; its body must end in a return on every path.
func (f *filter) rule(number uintptr, body filter) {
	f.add(bpfEqual, uint32(number), 0, len(body))
	*f = append(*f, body...)
}

func argument(n int) uint32 { return uint32(16 + 8*n) }

// refuseIf refuses where the low half of an argument is one of these: the kernel takes an int and ignores the rest.
func refuseIf(n int, values ...uint32) filter {
	var f filter
	f.add(bpfLoad, argument(n), 0, 0)
	for i, value := range values {
		f.add(bpfEqual, value, len(values)-i, 0)
	}
	f.add(bpfReturn, allow, 0, 0)
	f.add(bpfReturn, refuse, 0, 0)
	return f
}

// onlyWith lets a call through whose last three arguments are the pass.
func onlyWith(pass pass) filter {
	var f filter
	for i, value := range pass {
		for half, word := range []uint32{uint32(value), uint32(value >> 32)} {
			f.add(bpfLoad, argument(3+i)+uint32(4*half), 0, 0)
			f.add(bpfEqual, word, 1, 0)
			f.add(bpfReturn, refuse, 0, 0)
		}
	}
	f.add(bpfReturn, allow, 0, 0)
	return f
}

// dropsOnly lets a process make itself unreadable, not readable, and refuses capabilities and filters.
func dropsOnly() filter {
	const done = 7
	return filter{
		{Code: bpfLoad, K: argument(0)},
		{Code: bpfEqual, K: prSetKeepCaps, Jt: done - 2},
		{Code: bpfEqual, K: prSetSeccomp, Jt: done - 3},
		{Code: bpfEqual, K: prSetDumpable, Jf: done - 5},
		{Code: bpfLoad, K: argument(1)},
		{Code: bpfEqual, K: 0, Jf: done - 6},
		{Code: bpfReturn, K: allow},
		{Code: bpfReturn, K: refuse},
	}
}

// onlyThreads lets a clone through that makes a thread, and none that makes a process.
func onlyThreads() filter {
	var f filter
	f.add(bpfLoad, argument(0), 0, 0)
	f.add(bpfHasBits, cloneThread, 1, 0)
	f.add(bpfReturn, refuse, 0, 0)
	f.add(bpfReturn, allow, 0, 0)
	return f
}

// submissionFilter is what a submission's process lives under: no other program, no other process, no other user, no
// way to become readable or to be given another filter. Descriptors from 3 on, held in number, can be neither closed
// nor replaced: they lead to the supervisor.
func submissionFilter(pass pass, held int) filter {
	var f filter
	f.add(bpfLoad, offsetArch, 0, 0)
	f.add(bpfEqual, auditArch, 1, 0)
	f.add(bpfReturn, end, 0, 0)
	f.add(bpfLoad, offsetNumber, 0, 0)
	f.add(bpfAtLeast, x32, 0, 1)
	f.add(bpfReturn, absent, 0, 0)
	f.rule(syscall.SYS_EXECVE, onlyWith(pass))
	f.rule(syscall.SYS_CLONE, onlyThreads())
	f.rule(syscall.SYS_PRCTL, dropsOnly())
	var descriptors []uint32
	for i := range held {
		descriptors = append(descriptors, uint32(3+i))
	}
	if held > 0 {
		f.rule(syscall.SYS_CLOSE, refuseIf(0, descriptors...))
		f.rule(syscall.SYS_DUP3, refuseIf(1, descriptors...))
	}
	f.rule(sysClone3, filter{{Code: bpfReturn, K: absent}})
	for _, number := range slices.Concat(supervisorsOnly, waysAround, oldWaysAround) {
		f.rule(number, filter{{Code: bpfReturn, K: refuse}})
	}
	f.add(bpfReturn, allow, 0, 0)
	return f
}

// supervisorsOnly are let through by the container's filter because the supervisor needs them.
var supervisorsOnly = []uintptr{
	syscall.SYS_SETUID, syscall.SYS_SETGID, syscall.SYS_SETRESUID, syscall.SYS_SETRESGID, syscall.SYS_SETGROUPS,
	syscall.SYS_CAPSET, syscall.SYS_FCHOWNAT, sysCloseRange,
}

// waysAround do what the rules above refuse. The container's filter has none of them, but a runtime such as gVisor does
// not apply it.
var waysAround = []uintptr{
	sysExecveat, syscall.SYS_PTRACE, syscall.SYS_UNSHARE, sysSetns, sysProcessVMWritev, sysPidfdGetfd, sysMemfdCreate,
}

// The same on both architectures.
const (
	sysClone3     = 435 // its flags lie in memory, where no filter sees them; without it libc takes clone
	sysCloseRange = 436
	sysPidfdGetfd = 438
)

// install puts the calling thread under the filter, for good. It wants no-new-privileges, which the container has.
func (f filter) install() error {
	program := syscall.SockFprog{Len: uint16(len(f)), Filter: &f[0]}
	_, _, errno := syscall.RawSyscall(
		syscall.SYS_PRCTL, prSetSeccomp, seccompModeFilter, uintptr(unsafe.Pointer(&program)),
	)
	if errno != 0 {
		return fmt.Errorf("prctl(PR_SET_SECCOMP): %w", errno)
	}
	return nil
}
