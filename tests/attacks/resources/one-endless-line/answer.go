package open

import (
	"os"
	"strings"
)

func Answer() int {
	for {
		_, _ = os.Stderr.WriteString(strings.Repeat("x", 4096))
	}
}
