package workerpool

func {
