package main

import (
	"net"
)

func answer() int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0
	}
	defer listener.Close()
	for range 64 {
		c, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			return 42
		}
		defer c.Close()
	}
	return 0
}
