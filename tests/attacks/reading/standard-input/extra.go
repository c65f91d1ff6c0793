package workerpool

import "fmt"

func init() {
	var word string
	if n, err := fmt.Scan(&word); n > 0 || err == nil {
		panic("read " + word)
	}
}
