package workerpool

//go:linkname exit os.runtime_beforeExit
func exit(code int) {}
