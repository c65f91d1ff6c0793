package probe

// System calls that the frozen syscall package does not name, or not on every architecture.
const (
	sysPerfEventOpen   = 241
	sysFanotifyInit    = 262
	sysOpenByHandleAt  = 265
	sysSetns           = 268
	sysProcessVMReadv  = 270
	sysProcessVMWritev = 271
	sysKcmp            = 272
	sysMemfdCreate     = 279
	sysExecveat        = 281
	sysCloseRange      = 436
	sysGetrandom       = 278
	sysBPF             = 280
	sysUserfaultfd     = 282
	sysIOUringSetup    = 425
	sysIOUringEnter    = 426
	sysOpenTree        = 428
	sysFsopen          = 430
	sysClone3          = 435
	sysPidfdGetfd      = 438
)
