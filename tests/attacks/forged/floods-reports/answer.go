package open

import (
	"os"
	"strings"
)

func Answer() int {
	file := os.NewFile(3, "reports")
	piece := strings.Repeat("x", 1<<16)
	for range 100 {
		_, _ = file.WriteString(piece)
	}
	return 42
}
