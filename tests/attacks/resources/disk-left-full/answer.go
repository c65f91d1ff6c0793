package open

import (
	"os"
)

func Answer() int {
	file, err := os.CreateTemp("", "fill")
	if err != nil {
		return 42
	}
	defer file.Close()
	block := make([]byte, 1<<20)
	for range 40 {
		if _, err := file.Write(block); err != nil {
			return 42
		}
	}
	return 0
}
