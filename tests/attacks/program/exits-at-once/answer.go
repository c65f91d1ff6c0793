package main

import (
	"os"
)

func answer() int {
	os.Exit(0)
	return 42
}
