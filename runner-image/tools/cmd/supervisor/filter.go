package main

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"syscall"
	"unsafe"
)

// The second filter of system calls, which lies on top of the container's own and takes away what only the supervisor
// and its launcher need. It is written in classic BPF over struct seccomp_data: number (offset 0), architecture (4),
// arguments (from 16, eight bytes each; both architectures are little-endian, so the low half comes first).

const (
	bpfLoad      = 0x20 // BPF_LD | BPF_W | BPF_ABS
	bpfEqual     = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
	bpfHasBits   = 0x45 // BPF_JMP | BPF_JSET | BPF_K
	bpfReturn    = 0x06 // BPF_RET | BPF_K
	offsetNumber = 0
	offsetArch   = 4

	allow  = 0x7fff0000                         // SECCOMP_RET_ALLOW
	refuse = 0x00050000 | uint32(syscall.EPERM) // SECCOMP_RET_ERRNO
	end    = 0x80000000                         // SECCOMP_RET_KILL_PROCESS

	prSetSeccomp      = 22
	seccompModeFilter = 2
	cloneThread       = 0x10000
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

type program []syscall.SockFilter

func (p *program) add(code uint16, k uint32, ifTrue, ifFalse int) {
	*p = append(*p, syscall.SockFilter{Code: code, Jt: uint8(ifTrue), Jf: uint8(ifFalse), K: k})
}

// rule adds what holds for one system call; its body must end in a return on every path.
func (p *program) rule(number uintptr, body program) {
	p.add(bpfEqual, uint32(number), 0, len(body))
	*p = append(*p, body...)
}

func argument(n int) uint32 { return uint32(16 + 8*n) }

// refuseIf refuses where the low half of an argument is one of these: the kernel takes an int and ignores the rest.
func refuseIf(n int, values ...uint32) program {
	var p program
	p.add(bpfLoad, argument(n), 0, 0)
	for i, value := range values {
		p.add(bpfEqual, value, len(values)-i, 0)
	}
	p.add(bpfReturn, allow, 0, 0)
	p.add(bpfReturn, refuse, 0, 0)
	return p
}

// onlyWith lets a call through whose last three arguments are the pass.
func onlyWith(pass pass) program {
	var p program
	for i, value := range pass {
		for half, word := range []uint32{uint32(value), uint32(value >> 32)} {
			p.add(bpfLoad, argument(3+i)+uint32(4*half), 0, 0)
			p.add(bpfEqual, word, 1, 0)
			p.add(bpfReturn, refuse, 0, 0)
		}
	}
	p.add(bpfReturn, allow, 0, 0)
	return p
}

// dropsOnly lets a process make itself unreadable, not readable, and refuses capabilities and filters.
func dropsOnly() program {
	const done = 7
	return program{
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
func onlyThreads() program {
	var p program
	p.add(bpfLoad, argument(0), 0, 0)
	p.add(bpfHasBits, cloneThread, 1, 0)
	p.add(bpfReturn, refuse, 0, 0)
	p.add(bpfReturn, allow, 0, 0)
	return p
}

// submissionFilter is what a submission's process lives under: no other program, no other process, no other user, no
// way to become readable or to be given another filter. Descriptors from 3 on, held in number, can be neither closed
// nor replaced: they lead to the supervisor.
func submissionFilter(pass pass, held int) program {
	var p program
	p.add(bpfLoad, offsetArch, 0, 0)
	p.add(bpfEqual, auditArch, 1, 0)
	p.add(bpfReturn, end, 0, 0)
	p.add(bpfLoad, offsetNumber, 0, 0)
	p.rule(syscall.SYS_EXECVE, onlyWith(pass))
	p.rule(syscall.SYS_CLONE, onlyThreads())
	p.rule(syscall.SYS_PRCTL, dropsOnly())
	var descriptors []uint32
	for i := range held {
		descriptors = append(descriptors, uint32(3+i))
	}
	if held > 0 {
		p.rule(syscall.SYS_CLOSE, refuseIf(0, descriptors...))
		p.rule(syscall.SYS_DUP3, refuseIf(1, descriptors...))
	}
	for _, number := range supervisorsOnly {
		p.rule(number, program{{Code: bpfReturn, K: refuse}})
	}
	p.add(bpfReturn, allow, 0, 0)
	return p
}

// supervisorsOnly are let through by the container's filter because the supervisor needs them.
var supervisorsOnly = []uintptr{
	syscall.SYS_SETUID, syscall.SYS_SETGID, syscall.SYS_SETRESUID, syscall.SYS_SETRESGID, syscall.SYS_SETGROUPS,
	syscall.SYS_CAPSET, syscall.SYS_FCHOWNAT, sysCloseRange,
}

const sysCloseRange = 436

// install puts the calling thread under the filter, for good. It wants no-new-privileges, which the container has.
func (p program) install() error {
	filter := syscall.SockFprog{Len: uint16(len(p)), Filter: &p[0]}
	_, _, errno := syscall.RawSyscall(
		syscall.SYS_PRCTL, prSetSeccomp, seccompModeFilter, uintptr(unsafe.Pointer(&filter)),
	)
	if errno != 0 {
		return fmt.Errorf("prctl(PR_SET_SECCOMP): %w", errno)
	}
	return nil
}
