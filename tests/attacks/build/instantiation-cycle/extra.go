package workerpool

func grow[T any](n int) {
	if n > 0 {
		grow[*T](n - 1)
	}
}

func init() { grow[int](3) }
