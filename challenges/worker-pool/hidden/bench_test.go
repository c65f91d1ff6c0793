package workerpool_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

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

// pair lets two tasks wait for each other, so that whoever runs one at a time
// does not get by.
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
		return errors.New("no other task ran at the same time")
	}
}

// Small tasks from several submitters at once.
func BenchmarkThroughput(b *testing.B) {
	pool := workerpool.New(4, 64)
	var ran atomic.Int64
	var seeds atomic.Uint64
	next := pairs()
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		first := seeds.Add(1) << 32
		// Pairs of one submitter alone: those of all could take every worker
		// and wait for tasks that have none.
		pairing := first == 1<<32
		var two *pair
		for seed := first; pb.Next(); seed++ {
			input, met := seed, two
			two = nil
			if pairing && seed%256 == 0 {
				met = next()
				two = met
			}
			task := func(context.Context) error {
				ran.Add(1)
				if met != nil {
					if err := met.meet(); err != nil {
						return err
					}
				}
				return compute(input)
			}
			if err := pool.Submit(ctx, task); err != nil {
				b.Error(err)
			}
		}
		if two != nil {
			two.meet() // in place of a task that is not to come
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
	finished := make(chan int) // nobody receives before Submit has returned
	late := make(chan struct{})
	timer := time.AfterFunc(patience, func() { close(late) })
	defer timer.Stop()
	n := 0
	for b.Loop() {
		n++
		if n%1000 == 0 {
			timer.Reset(patience)
		}
		sent := n
		err := pool.Submit(ctx, func(context.Context) error {
			select {
			case finished <- sent:
				return nil
			case <-late:
				return errors.New("nobody waited for the task")
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		select {
		case got := <-finished:
			if got != sent {
				b.Fatalf("task %d ran, want task %d", got, sent)
			}
		case <-late:
			b.Fatalf("task %d did not run beside its Submit", sent)
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
	next := pairs()
	var seed uint64
	for b.Loop() {
		pool := workerpool.New(4, burst)
		var ran atomic.Int64
		two := next()
		for i := range burst {
			seed++
			input := seed
			task := func(context.Context) error {
				ran.Add(1)
				if i < 2 {
					if err := two.meet(); err != nil {
						return err
					}
				}
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
