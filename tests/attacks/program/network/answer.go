package main

import (
	"net"
	"time"
)

func answer() int {
	for _, host := range []string{"127.0.0.1", "172.17.0.1", "10.0.2.2", "192.168.0.1", "169.254.169.254", "1.1.1.1", "[::1]"} {
		for _, port := range []string{"CANARY_PORT", "2375", "80"} {
			if c, err := net.DialTimeout("tcp", host+":"+port, 50*time.Millisecond); err == nil {
				_ = c.Close()
				return 0
			}
		}
	}
	return 42
}
