package open

import (
	"os"
)

func Answer() int {
	for _, name := range []string{
		"/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/1/oom_score_adj", "/proc/sys/vm/drop_caches",
		"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
		"/sys/fs/cgroup/pids/pids.max", "/sys/fs/cgroup/pids.max", "/sys/kernel/uevent_helper",
	} {
		if file, err := os.OpenFile(name, os.O_WRONLY, 0); err == nil {
			_ = file.Close()
			return 0
		}
	}
	return 42
}
