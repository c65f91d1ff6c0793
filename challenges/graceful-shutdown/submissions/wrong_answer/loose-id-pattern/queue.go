package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A summary is the last word of the program on what became of every item.
type summary struct {
	Accepted  int64 `json:"accepted"`
	Refused   int64 `json:"refused"`
	Processed int64 `json:"processed"`
	Dropped   int64 `json:"dropped"`
}

// A queue hands items to its workers and counts what becomes of them.
type queue struct {
	items   chan string
	drained chan struct{} // closed when every worker has left

	mu     sync.RWMutex // held for reading by senders on items
	closed bool

	ctx    context.Context // ends when the workers are to drop everything
	cancel context.CancelFunc

	accepted, refused, processed atomic.Int64
}

func newQueue(conf config, journal io.Writer) *queue {
	q := &queue{items: make(chan string, conf.queue), drained: make(chan struct{})}
	q.ctx, q.cancel = context.WithCancel(context.Background())
	var workers sync.WaitGroup
	for range conf.workers {
		workers.Go(func() { q.work(conf.work, journal) })
	}
	go func() {
		workers.Wait()
		close(q.drained)
	}()
	return q
}

// offer queues an item, unless the queue is full or closed.
func (q *queue) offer(id string) bool {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if !q.closed {
		select {
		case q.items <- id:
			q.accepted.Add(1)
			return true
		default:
		}
	}
	q.refused.Add(1)
	return false
}

// close ends acceptance. The workers leave once the queue is empty.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	close(q.items)
}

func (q *queue) isClosed() bool {
	q.mu.RLock()
	defer q.mu.RUnlock()
	return q.closed
}

// stop drops what is left and waits for the workers, so that the counts it
// returns are final. The queue must be closed.
func (q *queue) stop() summary {
	q.cancel()
	<-q.drained
	accepted, processed := q.accepted.Load(), q.processed.Load()
	return summary{accepted, q.refused.Load(), processed, accepted - processed}
}

func (q *queue) work(each time.Duration, journal io.Writer) {
	for id := range q.items {
		if sleep(q.ctx, each) != nil {
			return
		}
		// One write for each line: it is in the file, whole, or it is not.
		if _, err := io.WriteString(journal, id+"\n"); err != nil {
			fmt.Fprintln(os.Stderr, "gracefulshutdown:", err)
			continue
		}
		q.processed.Add(1)
	}
}
