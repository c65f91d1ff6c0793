package fanout_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"your/fanout"
)

// compute is about a microsecond of work that the compiler cannot drop.
func compute(_ context.Context, seed uint64) (uint64, error) {
	for range 700 {
		seed = seed*6364136223846793005 + 1442695040888963407
	}
	if seed == 0 {
		return 0, errors.New("computed 0")
	}
	return seed, nil
}

// seeds is a source of n numbers from first on.
func seeds(first uint64, n int) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for i := range uint64(n) {
			if !yield(first+i, nil) {
				return
			}
		}
	}
}

func benchmarkMap(b *testing.B, order fanout.Order, check func(first uint64, i int, got uint64) bool) {
	const n = 200
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var first uint64
	for b.Loop() {
		first += n
		i := 0
		for got, err := range fanout.Map(ctx, 4, order, seeds(first, n), compute) {
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
	benchmarkMap(b, fanout.InputOrder, func(first uint64, i int, got uint64) bool {
		if i%50 != 0 {
			return true
		}
		want, _ := compute(context.Background(), first+uint64(i))
		return got == want
	})
}

// Small calls, as they complete.
func BenchmarkCompletionOrder(b *testing.B) {
	benchmarkMap(b, fanout.CompletionOrder, func(_ uint64, _ int, got uint64) bool { return got != 0 })
}

// Four sources of numbers into one.
func BenchmarkMerge(b *testing.B) {
	const n = 50
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var first uint64
	for b.Loop() {
		first += n
		var sources []iter.Seq2[uint64, error]
		for range 4 {
			sources = append(sources, seeds(first, n))
		}
		var sum uint64
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
