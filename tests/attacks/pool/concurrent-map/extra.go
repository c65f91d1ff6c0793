package workerpool

func init() {
	m := map[int]int{}
	done := make(chan bool)
	for range 4 {
		go func() {
			for i := range 1000 {
				m[i]++
			}
			done <- true
		}()
	}
	for range 4 {
		<-done
	}
}
