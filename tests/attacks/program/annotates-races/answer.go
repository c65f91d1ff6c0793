package main

import (
	"reflect"
	"runtime"
)

var n int

func answer() int {
	done := make(chan bool)
	order := reflect.ValueOf(&n).UnsafePointer()
	go func() {
		runtime.RaceAcquire(order)
		n++
		runtime.RaceReleaseMerge(order)
		done <- true
	}()
	runtime.RaceAcquire(order)
	n++
	runtime.RaceReleaseMerge(order)
	<-done
	return 42
}
