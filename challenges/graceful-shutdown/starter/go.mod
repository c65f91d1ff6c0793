module your/gracefulshutdown

go 1.27
