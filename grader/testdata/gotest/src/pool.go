// Package workerpool misbehaves on purpose: every function here is the source of a recorded output.
package workerpool

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Pool stands for the candidate's type.
type Pool struct {
	mu    sync.Mutex
	errs  []error
	count int64
	tasks chan func()
}

// ErrSplit is a custom error whose text has several lines.
type ErrSplit struct{ Parts []string }

func (e ErrSplit) Error() string { return "first line\nsecond line" }

// Record is called from several goroutines without a lock.
func (p *Pool) Record(err error) {
	p.errs = append(p.errs, err)
}

// RaceErrors writes one slice from two goroutines.
func (p *Pool) RaceErrors() {
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() { p.Record(fmt.Errorf("task %d", i)) })
	}
	wg.Wait()
}

// RaceFinished reads what a goroutine that has ended wrote.
func (p *Pool) RaceFinished() int64 {
	go func() { p.count = 7 }()
	time.Sleep(50 * time.Millisecond)
	return p.count
}

// RaceAtomic mixes an atomic and a plain access.
func (p *Pool) RaceAtomic() int64 {
	done := make(chan struct{})
	go func() {
		atomic.AddInt64(&p.count, 1)
		close(done)
	}()
	time.Sleep(50 * time.Millisecond)
	p.count++
	<-done
	return p.count
}

// RaceMap writes a map from two goroutines.
func RaceMap[K comparable](a, b K) {
	m := map[K]int{}
	var wg sync.WaitGroup
	for _, k := range []K{a, b} {
		wg.Add(1)
		go fill(m, k, &wg)
	}
	wg.Wait()
}

func fill[K comparable](m map[K]int, k K, wg *sync.WaitGroup) {
	defer wg.Done()
	m[k] = 1
}

// Run calls what the test gave it.
func Run(f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
	wg.Wait()
}

// PanicNow panics in the caller's goroutine.
func PanicNow() { panic("no workers") }

// PanicElsewhere panics in a goroutine of its own.
func PanicElsewhere() {
	go func() {
		c := make(chan int)
		close(c)
		c <- 1
	}()
	time.Sleep(5 * time.Second)
}

// PanicAgain recovers a panic and panics with it again.
func PanicAgain() {
	defer func() { panic(recover()) }()
	panic(fmt.Errorf("wrapped: %w", errors.New("inner")))
}

// PanicTwice panics while it panics.
func PanicTwice() {
	defer func() { panic("second") }()
	panic("first")
}

// PanicError panics with an error of several lines.
func PanicError() { panic(ErrSplit{Parts: []string{"a"}}) }

// NilDereference follows a nil pointer.
func NilDereference() int64 {
	var p *Pool
	return p.count
}

// Overflow never stops calling itself.
func Overflow(n int) int { return Overflow(n+1) + 1 }

// Hoard allocates without end.
func Hoard() int {
	var all [][]byte
	for {
		b := make([]byte, 16<<20)
		for i := range b {
			b[i] = 1
		}
		all = append(all, b)
		if len(all) > 1<<20 {
			return len(all)
		}
	}
}

// Grow writes a map from two goroutines for as long as the runtime lets it.
func Grow() {
	m := map[int]int{}
	for range 4 {
		go func() {
			for i := 0; ; i++ {
				m[i%100] = i
			}
		}()
	}
	time.Sleep(5 * time.Second)
}

// Lock locks a mutex that is locked.
func (p *Pool) Lock() {
	p.mu.Lock()
	p.mu.Lock()
}

// LeakSenders starts goroutines that send where nobody receives.
func (p *Pool) LeakSenders(n int) {
	p.tasks = make(chan func())
	for range n {
		go p.send()
	}
}

func (p *Pool) send() {
	p.tasks <- func() {}
}
