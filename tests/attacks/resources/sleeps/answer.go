package open

import (
	"time"
)

func Answer() int {
	for {
		time.Sleep(time.Hour)
	}
}
