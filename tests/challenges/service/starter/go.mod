module your/service

go 1.27
