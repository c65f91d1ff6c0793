package main

import (
	"fmt"
	"os"
)

func answer() int {
	for i := range 128 {
		if os.WriteFile(fmt.Sprintf("/work/scratch/%d", i), nil, 0o600) != nil {
			return 42
		}
	}
	return 0
}
