package workerpool

import "time"

func init() {
	for _, name := range []string{"../../../proc/self/environ", "/proc/self/environ", "..\\..\\work"} {
		if _, err := time.LoadLocation(name); err == nil {
			panic("opened " + name)
		}
	}
}
