package open

func Answer() int {
	for n := 0; ; n++ {
		if n == -1 {
			return n
		}
	}
}
