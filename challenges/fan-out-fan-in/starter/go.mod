module your/fanout

go 1.27
