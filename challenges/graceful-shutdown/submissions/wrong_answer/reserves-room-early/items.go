package main

import (
	"context"
	"io"
	"log"
	"sync"
	"time"
)

// A summary is the last word of the program on what became of every item.
type summary struct {
	Accepted  int `json:"accepted"`
	Refused   int `json:"refused"`
	Processed int `json:"processed"`
	Dropped   int `json:"dropped"`
}

// items gives each accepted item a goroutine, which waits for its turn to work.
type items struct {
	each    time.Duration
	journal io.Writer
	room    chan struct{} // a token for each unfinished item
	turns   chan struct{} // a token for each item in work
	pending sync.WaitGroup

	abandoned context.Context
	abandon   context.CancelFunc

	mu     sync.Mutex
	closed bool
	sum    summary
}

func newItems(conf config, journal io.Writer) *items {
	i := &items{
		each:    conf.work,
		journal: journal,
		room:    make(chan struct{}, conf.workers+conf.queue),
		turns:   make(chan struct{}, conf.workers),
	}
	i.abandoned, i.abandon = context.WithCancel(context.Background())
	return i
}

// reserve takes room for an item, unless there is none or acceptance has ended.
// It is followed by add or release.
func (i *items) reserve() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.closed {
		select {
		case i.room <- struct{}{}:
			return true
		default:
		}
	}
	i.sum.Refused++
	return false
}

func (i *items) release() { <-i.room }

// add accepts an item that has room, unless acceptance has ended meanwhile.
func (i *items) add(id string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		i.sum.Refused++
		i.release()
		return false
	}
	i.sum.Accepted++
	i.pending.Go(func() { i.process(id) })
	return true
}

// process works on an item when it is its turn.
func (i *items) process(id string) {
	defer i.release()
	select {
	case i.turns <- struct{}{}:
	case <-i.abandoned.Done():
		return
	}
	defer func() { <-i.turns }()
	select {
	case <-time.After(i.each):
	case <-i.abandoned.Done():
		return
	}
	if _, err := io.WriteString(i.journal, id+"\n"); err != nil {
		log.Print(err)
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.sum.Processed++
}

// close ends acceptance.
func (i *items) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
}

func (i *items) isClosed() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.closed
}

// wait returns when every item is processed or abandoned.
func (i *items) wait() { i.pending.Wait() }

// counts are final after close and wait.
func (i *items) counts() summary {
	i.mu.Lock()
	defer i.mu.Unlock()
	s := i.sum
	s.Dropped = s.Accepted - s.Processed
	return s
}
