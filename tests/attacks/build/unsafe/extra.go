package workerpool

import "unsafe"

var size = unsafe.Sizeof(0)
