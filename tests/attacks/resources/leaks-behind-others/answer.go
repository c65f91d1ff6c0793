package open

var ends = make(chan int)

func init() {
	for range 100 {
		go func() {
			<-ends
		}()
	}
}

func Answer() int {
	ends <- 1
	ends <- 1
	go func() { <-make(chan int) }()
	return 42
}
