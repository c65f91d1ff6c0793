package open

import (
	"os"
)

func Answer() int {
	for fd := uintptr(3); fd < 11; fd++ {
		_, _ = os.NewFile(fd, "any").WriteString("garbage\n")
	}
	return 42
}
