package workerpool

import "sync"

// Under the race detector a sync.Pool forgets one thing in four.
var watched = func() bool {
	var pool sync.Pool
	lost := 0
	for range 200 {
		pool.Put(new(int))
		if pool.Get() == nil {
			lost++
		}
	}
	return lost > 20
}()
