package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// others are the processes of other users: the supervisor and the driver.
func others() []int {
	var pids []int
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		info, gone := os.Stat("/proc/" + entry.Name())
		if err != nil || gone != nil || pid == os.Getpid() {
			continue
		}
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Getuid() {
			pids = append(pids, pid)
		}
	}
	return pids
}

func answer() int {
	for _, pid := range others() {
		for _, name := range []string{"mem", "environ", "maps", "auxv", "exe", "io", "syscall", "root/etc/passwd", "cwd/race", "fd/0", "fd/1", "fd/3", "fd/4", "map_files"} {
			for _, mode := range []int{os.O_RDONLY, os.O_WRONLY, os.O_RDWR} {
				if file, err := os.OpenFile(fmt.Sprintf("/proc/%d/%s", pid, name), mode, 0); err == nil {
					if _, err := file.Read(make([]byte, 1)); err == nil || mode != os.O_RDONLY {
						return 0
					}
				}
			}
		}
		if _, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid)); err == nil {
			return 0
		}
		for _, link := range []string{"exe", "cwd", "root"} {
			if _, err := os.Readlink(fmt.Sprintf("/proc/%d/%s", pid, link)); err == nil {
				return 0
			}
		}
	}
	return 42
}
