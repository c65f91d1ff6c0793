package workerpool

//go:norace
func hide() {}
