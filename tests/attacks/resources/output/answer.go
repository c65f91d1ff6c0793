package open

import (
	"fmt"
	"strings"
)

func Answer() int {
	for {
		fmt.Println(strings.Repeat("flood ", 10))
	}
}
