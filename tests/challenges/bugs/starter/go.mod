module your/scenario

go 1.27
