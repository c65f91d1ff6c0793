package open

import (
	"net"
)

func Answer() int {
	for _, address := range []string{"127.0.0.1:CANARY_PORT", "172.17.0.1:CANARY_PORT", "1.1.1.1:53"} {
		c, err := net.Dial("udp", address)
		if err != nil {
			continue
		}
		_, err = c.Write([]byte("hello"))
		_ = c.Close()
		if err == nil && address[:3] != "127" {
			return 0
		}
	}
	return 42
}
