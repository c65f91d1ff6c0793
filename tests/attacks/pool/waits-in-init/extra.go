package workerpool

func init() { <-make(chan struct{}) }
