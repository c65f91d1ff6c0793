package fanout_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"your/fanout"
)

// compute is about a microsecond of work that the compiler cannot drop. Its numbers are of the type that the other tests
// use: no type tells a benchmark.
func compute(_ context.Context, seed int) (int, error) {
	for range 700 {
		seed = seed*6364136223846793005 + 1442695040888963407
	}
	if seed == 0 {
		return 0, errors.New("computed 0")
	}
	return seed, nil
}

// seeds is a source of n numbers from first on.
func seeds(first, n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(first+i, nil) {
				return
			}
		}
	}
}

// pair lets two wait for each other, so that whoever makes one step at a time does not get by.
type pair struct {
	arrived atomic.Int32
	both    chan struct{}
	late    *time.Timer
}

// pairs makes pairs that share a timer, one at a time.
func pairs() func() *pair {
	late := time.NewTimer(patience)
	return func() *pair {
		late.Reset(patience)
		return &pair{both: make(chan struct{}), late: late}
	}
}

func (p *pair) meet() error {
	if p.arrived.Add(1) == 2 {
		close(p.both)
		return nil
	}
	select {
	case <-p.both:
		return nil
	case <-p.late.C:
		return errors.New("nothing else ran at the same time")
	}
}

func benchmarkMap(b *testing.B, order fanout.Order, check func(first, i, got int) bool) {
	const n = 200
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	next := pairs()
	first := 0
	for b.Loop() {
		first += n
		start, two := first, next()
		call := func(ctx context.Context, seed int) (int, error) {
			if seed < start+2 {
				if err := two.meet(); err != nil {
					return 0, err
				}
			}
			return compute(ctx, seed)
		}
		i := 0
		for got, err := range fanout.Map(ctx, 4, order, seeds(first, n), call) {
			if err != nil {
				b.Fatal(err)
			}
			if !check(first, i, got) {
				b.Fatalf("result %d is %d, which is wrong", i, got)
			}
			i++
		}
		if i != n {
			b.Fatalf("%d results for %d values", i, n)
		}
	}
}

// Small calls, in the order of the input.
func BenchmarkInputOrder(b *testing.B) {
	benchmarkMap(b, fanout.InputOrder, func(first, i, got int) bool {
		if i%50 != 0 {
			return true
		}
		want, _ := compute(context.Background(), first+i)
		return got == want
	})
}

// Small calls, as they complete.
func BenchmarkCompletionOrder(b *testing.B) {
	benchmarkMap(b, fanout.CompletionOrder, func(_, _, got int) bool { return got != 0 })
}

// Four sources of numbers into one.
func BenchmarkMerge(b *testing.B) {
	const n = 50
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	next := pairs()
	first := 0
	for b.Loop() {
		first += n
		two := next()
		var sources []iter.Seq2[int, error]
		for i := range 4 {
			source := seeds(first, n)
			if i >= 2 {
				sources = append(sources, source)
				continue
			}
			sources = append(sources, func(yield func(int, error) bool) {
				if err := two.meet(); err != nil {
					yield(0, err)
					return
				}
				source(yield)
			})
		}
		sum := 0
		for got, err := range fanout.Merge(ctx, sources...) {
			if err != nil {
				b.Fatal(err)
			}
			sum += got
		}
		if want := 4 * (n*first + n*(n-1)/2); sum != want {
			b.Fatalf("the values add up to %d, want %d", sum, want)
		}
	}
}
