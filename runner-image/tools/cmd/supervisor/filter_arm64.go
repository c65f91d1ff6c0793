package main

const (
	auditArch          = 0xc00000b7 // AUDIT_ARCH_AARCH64
	sysExecveat        = 281
	sysSetns           = 268
	sysProcessVMWritev = 271
	sysMemfdCreate     = 279
)

// oldWaysAround are those that this architecture lacks.
var oldWaysAround []uintptr
