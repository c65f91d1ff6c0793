package open

import (
	"os"
)

func Answer() int {
	var open []*os.File
	defer func() {
		for _, file := range open {
			_ = file.Close()
		}
	}()
	for len(open) < 200 {
		file, err := os.Open("/dev/null")
		if err != nil {
			break
		}
		open = append(open, file)
	}
	if len(open) >= 64 {
		return 0
	}
	return 42
}
