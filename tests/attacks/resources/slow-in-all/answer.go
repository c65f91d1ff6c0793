package open

import (
	"time"
)

func Answer() int {
	time.Sleep(2700 * time.Millisecond)
	return 42
}
