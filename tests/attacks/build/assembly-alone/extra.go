package workerpool

func init() {}
