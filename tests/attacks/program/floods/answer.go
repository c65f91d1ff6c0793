package main

import (
	"fmt"
)

func answer() int {
	for {
		fmt.Println("forty-two, forty-two, forty-two, forty-two, forty-two, forty-two")
	}
}
