// Package scenario squares numbers in a pipeline and takes some of them.
package scenario

import "fmt"

func source(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i + 1
		}
	}()
	return out
}

func square(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range in {
			out <- n * n
		}
	}()
	return out
}

func take(n int, in <-chan int) (taken []int) {
	for v := range in {
		taken = append(taken, v)
		if len(taken) == n {
			break
		}
	}
	return taken
}

// Run takes all of two and three of ten squares.
func Run() error {
	if got := take(5, square(source(2))); len(got) != 2 || got[1] != 4 {
		return fmt.Errorf("got %v, want [1 4]", got)
	}
	if got := take(3, square(source(10))); len(got) != 3 || got[2] != 9 {
		return fmt.Errorf("got %v, want [1 4 9]", got)
	}
	return nil
}
