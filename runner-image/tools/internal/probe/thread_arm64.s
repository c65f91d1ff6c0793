#include "textflag.h"

// func spawnThread(flags uintptr) int
TEXT ·spawnThread(SB), NOSPLIT, $0-16
	MOVD flags+0(FP), R0
	MOVD $0, R1 // no stack of its own: the thread never uses one
	MOVD $0, R2
	MOVD $0, R3
	MOVD $0, R4
	MOVD $220, R8 // clone
	SVC
	CBNZ R0, parent

thread:
	MOVD $0, R0
	MOVD $0, R1
	MOVD $0, R2
	MOVD $0, R3
	MOVD $73, R8 // ppoll: waits until the process ends
	SVC
	B    thread

parent:
	MOVD R0, ret+8(FP)
	RET
