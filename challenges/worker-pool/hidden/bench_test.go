package workerpool_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"your/workerpool"
)

// compute is about a microsecond of work that the compiler cannot drop.
func compute(seed uint64) error {
	for range 700 {
		seed = seed*6364136223846793005 + 1442695040888963407
	}
	if seed == 0 {
		return errors.New("computed 0")
	}
	return nil
}

// Small tasks from several submitters at once.
func BenchmarkThroughput(b *testing.B) {
	pool := workerpool.New(4, 64)
	var ran atomic.Int64
	var seeds atomic.Uint64
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		seed := seeds.Add(1) << 32
		for pb.Next() {
			seed++
			input := seed
			task := func(context.Context) error {
				ran.Add(1)
				return compute(input)
			}
			if err := pool.Submit(ctx, task); err != nil {
				b.Error(err)
			}
		}
	})
	if err := pool.Shutdown(context.Background()); err != nil {
		b.Error(err)
	}
	if n := ran.Load(); n != int64(b.N) {
		b.Errorf("%d of %d tasks ran", n, b.N)
	}
}

// One task at a time, from Submit to its end and back.
func BenchmarkRoundTrip(b *testing.B) {
	pool := workerpool.New(2, 2)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	finished := make(chan int, 1)
	n := 0
	for b.Loop() {
		n++
		sent := n
		err := pool.Submit(ctx, func(context.Context) error {
			finished <- sent
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		if got := <-finished; got != sent {
			b.Fatalf("task %d ran, want task %d", got, sent)
		}
	}
	if err := pool.Shutdown(context.Background()); err != nil {
		b.Error(err)
	}
}

// A pool from New to the end of Shutdown, with a burst of small tasks that
// fits its queue.
func BenchmarkLifetime(b *testing.B) {
	const burst = 64
	ctx := context.Background()
	var seed uint64
	for b.Loop() {
		pool := workerpool.New(4, burst)
		var ran atomic.Int64
		for range burst {
			seed++
			input := seed
			task := func(context.Context) error {
				ran.Add(1)
				return compute(input)
			}
			if err := pool.Submit(ctx, task); err != nil {
				b.Fatal(err)
			}
		}
		if err := pool.Shutdown(ctx); err != nil {
			b.Fatal(err)
		}
		if n := ran.Load(); n != burst {
			b.Fatalf("%d of %d tasks ran", n, burst)
		}
	}
}
