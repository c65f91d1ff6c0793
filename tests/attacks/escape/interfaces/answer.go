package open

import (
	"net"
)

func Answer() int {
	interfaces, err := net.Interfaces()
	if err != nil {
		return 42
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback == 0 && i.Flags&net.FlagUp != 0 {
			return 0
		}
	}
	return 42
}
