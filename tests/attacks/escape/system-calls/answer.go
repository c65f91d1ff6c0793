package open

import (
	"runtime"
	"syscall"
)

// byArchitecture holds the numbers of keyctl, bpf, perf_event_open, io_uring_setup, userfaultfd, process_vm_readv,
// process_vm_writev, init_module, kexec_load, reboot, swapon, sethostname, settimeofday, acct, name_to_handle_at,
// open_by_handle_at, setns and quotactl.
var byArchitecture = map[string][]uintptr{
	"amd64": {250, 321, 298, 425, 323, 310, 311, 175, 246, 169, 167, 170, 164, 163, 303, 304, 308, 179},
	"arm64": {219, 280, 241, 425, 282, 270, 271, 105, 104, 142, 224, 161, 170, 89, 264, 265, 268, 60},
}

func Answer() int {
	for _, number := range byArchitecture[runtime.GOARCH] {
		_, _, errno := syscall.RawSyscall6(number, 0, 0, 0, 0, 0, 0)
		if errno != syscall.EPERM && errno != syscall.ENOSYS {
			return int(number)
		}
	}
	return 42
}
