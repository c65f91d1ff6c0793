package open

import (
	"os"
)

func Answer() int {
	for _, name := range []string{"mem", "environ", "maps", "exe", "root/etc/passwd", "auxv", "fd/0", "fd/1", "fd/2", "fd/3"} {
		if file, err := os.Open("/proc/1/" + name); err == nil {
			_ = file.Close()
			return 0
		}
		if file, err := os.OpenFile("/proc/1/"+name, os.O_WRONLY, 0); err == nil {
			_ = file.Close()
			return 0
		}
	}
	if _, err := os.ReadDir("/proc/1/fd"); err == nil {
		return 0
	}
	return 42
}
