module your/speed

go 1.27
