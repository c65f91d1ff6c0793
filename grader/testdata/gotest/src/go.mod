module your/workerpool

go 1.27
