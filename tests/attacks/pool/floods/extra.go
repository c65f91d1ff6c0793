package workerpool

import "fmt"

func init() {
	for {
		fmt.Print("flood ")
	}
}
