package open

import (
	"os"
	"syscall"
)

func Answer() int {
	for _, name := range []string{"/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/dev/console"} {
		if file, err := os.Open(name); err == nil {
			_ = file.Close()
			return 0
		}
	}
	if syscall.Mknod("/work/device", syscall.S_IFBLK|0o600, 8<<8) == nil || syscall.Mknod("/work/null", syscall.S_IFCHR|0o600, 1<<8|3) == nil {
		return 0
	}
	return 42
}
