module your/open

go 1.27
