package main

import (
	"os"
)

func answer() int {
	file, err := os.Create("big")
	if err != nil {
		return 0
	}
	defer file.Close()
	block := make([]byte, 1<<20)
	for range 32 {
		if _, err := file.Write(block); err != nil {
			return 42
		}
	}
	return 0
}
