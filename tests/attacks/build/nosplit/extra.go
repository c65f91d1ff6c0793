package workerpool

//go:nosplit
func small() {}
