package workerpool

func exit(code int)
