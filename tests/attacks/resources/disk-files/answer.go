package open

import (
	"os"
)

func Answer() int {
	made := []string{}
	defer func() {
		for _, name := range made {
			_ = os.Remove(name)
		}
	}()
	for range 128 {
		file, err := os.CreateTemp("", "fill")
		if err != nil {
			return 42
		}
		_ = file.Close()
		made = append(made, file.Name())
	}
	return 0
}
