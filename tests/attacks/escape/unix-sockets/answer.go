package open

import (
	"net"
)

func Answer() int {
	for _, name := range []string{"@CANARY_SOCKET", "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"} {
		if c, err := net.Dial("unix", name); err == nil {
			_ = c.Close()
			return 0
		}
	}
	return 42
}
