package main

import "syscall"

const (
	auditArch          = 0xc000003e // AUDIT_ARCH_X86_64
	sysExecveat        = 322
	sysSetns           = 308
	sysProcessVMWritev = 311
	sysMemfdCreate     = 319
)

// oldWaysAround are those that newer architectures lack.
var oldWaysAround = []uintptr{syscall.SYS_FORK, syscall.SYS_VFORK, syscall.SYS_DUP2, syscall.SYS_CHOWN, syscall.SYS_LCHOWN}
