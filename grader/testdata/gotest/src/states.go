package workerpool

import (
	"net"
	"runtime"
	"sync"
	"time"
)

// Park parks goroutines in every way there is, each started here.
func Park() {
	ch := make(chan int)
	var mu sync.Mutex
	var rw sync.RWMutex
	var wg sync.WaitGroup
	cond := sync.NewCond(&sync.Mutex{})
	mu.Lock()
	rw.Lock()
	wg.Add(1)
	var none chan int
	go func() { ch <- 1 }()
	go func() { <-make(chan int) }()
	go func() {
		select {
		case <-ch2:
		case ch2 <- 1:
		}
	}()
	go func() { select {} }()
	go func() { none <- 1 }()
	go func() { <-none }()
	go mu.Lock()
	go func() { rw.RLock() }()
	go func() { rw.Lock() }()
	go func() { wg.Wait() }()
	go func() {
		cond.L.Lock()
		cond.Wait()
	}()
	go func() { time.Sleep(time.Hour) }()
	go func() {
		runtime.LockOSThread()
		<-make(chan int)
	}()
	go func() {
		for range none {
		}
	}()
	go accept()
	go spin()
	for range 3 {
		go receive(ch3)
	}
}

var ch2, ch3 = make(chan int), make(chan int)

func receive(ch <-chan int) int { return <-ch }

func accept() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	_, _ = l.Accept()
}

func spin() {
	for i := 0; i < 1<<62; i++ {
		if i == -1 {
			println(i)
		}
	}
}
