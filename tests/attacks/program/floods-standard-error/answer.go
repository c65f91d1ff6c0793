package main

import (
	"fmt"
	"os"
)

func answer() int {
	fmt.Fprint(os.Stderr, "panic: ")
	for {
		fmt.Fprint(os.Stderr, "forty-two, forty-two, forty-two, forty-two, forty-two, forty-two, ")
	}
}
