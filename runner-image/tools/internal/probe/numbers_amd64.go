package probe

// System calls that the frozen syscall package does not name, or not on every architecture.
const (
	sysPerfEventOpen   = 298
	sysFanotifyInit    = 300
	sysOpenByHandleAt  = 304
	sysSetns           = 308
	sysProcessVMReadv  = 310
	sysProcessVMWritev = 311
	sysKcmp            = 312
	sysMemfdCreate     = 319
	sysExecveat        = 322
	sysCloseRange      = 436
	sysGetrandom       = 318
	sysBPF             = 321
	sysUserfaultfd     = 323
	sysIOUringSetup    = 425
	sysIOUringEnter    = 426
	sysOpenTree        = 428
	sysFsopen          = 430
	sysClone3          = 435
	sysPidfdGetfd      = 438
)
