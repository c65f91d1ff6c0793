package workerpool

// exit is harmless.
//
//go:linkname exit runtime.exit
func exit(code int32) { _ = code }
