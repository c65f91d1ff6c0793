module your/profiled
go 1.27
