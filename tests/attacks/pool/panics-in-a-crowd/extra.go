package workerpool

import "sync"

func init() {
	var started sync.WaitGroup
	for range 6000 {
		started.Add(1)
		go func() {
			started.Done()
			select {}
		}()
	}
	started.Wait()
	panic("in a crowd")
}
