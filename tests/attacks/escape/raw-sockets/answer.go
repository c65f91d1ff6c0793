package open

import (
	"syscall"
)

func Answer() int {
	const vsock, alg = 40, 38
	kinds := [][3]int{
		{syscall.AF_INET, syscall.SOCK_RAW, 1}, {syscall.AF_PACKET, syscall.SOCK_RAW, 0},
		{vsock, syscall.SOCK_STREAM, 0}, {alg, syscall.SOCK_SEQPACKET, 0},
	}
	for _, kind := range kinds {
		if fd, err := syscall.Socket(kind[0], kind[1], kind[2]); err == nil {
			_ = syscall.Close(fd)
			return 0
		}
	}
	return 42
}
