package open

import (
	"fmt"
)

func init() {
	for {
		fmt.Println("flood")
	}
}

func Answer() int { return 42 }
