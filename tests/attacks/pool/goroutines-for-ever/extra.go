package workerpool

func init() {
	for {
		go func() { select {} }()
	}
}
