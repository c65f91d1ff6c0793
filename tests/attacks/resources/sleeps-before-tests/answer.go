package open

import (
	"time"
)

func init() { time.Sleep(time.Hour) }

func Answer() int { return 42 }
