package open

import (
	"syscall"
)

func Answer() int {
	if syscall.Mount("proc", "/work", "proc", 0, "") == nil || syscall.Mount("none", "/", "", syscall.MS_REMOUNT, "") == nil ||
		syscall.Mount("/proc", "/work", "", syscall.MS_BIND, "") == nil || syscall.Unmount("/proc", syscall.MNT_DETACH) == nil ||
		syscall.Chroot("/work") == nil || syscall.PivotRoot("/work", "/work") == nil {
		return 0
	}
	return 42
}
