package workerpool

func init() { panic("not today") }
