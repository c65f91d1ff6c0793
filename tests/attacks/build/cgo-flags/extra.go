package workerpool

// #cgo LDFLAGS: -fplugin=/work/evil.so
// #cgo CFLAGS: -wrapper /bin/sh
import "C"
