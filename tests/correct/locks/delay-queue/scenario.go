// Package scenario runs jobs when they are due, from a heap under a mutex and a condition.
package scenario

import (
	"container/heap"
	"fmt"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type job struct {
	due  time.Time
	name string
}

type jobs []job

func (j jobs) Len() int           { return len(j) }
func (j jobs) Less(a, b int) bool { return j[a].due.Before(j[b].due) }
func (j jobs) Swap(a, b int)      { j[a], j[b] = j[b], j[a] }
func (j *jobs) Push(x any)        { *j = append(*j, x.(job)) }
func (j *jobs) Pop() any {
	last := (*j)[len(*j)-1]
	*j = (*j)[:len(*j)-1]
	return last
}

type queue struct {
	mu      sync.Mutex
	changed sync.Cond
	heap    jobs
}

func (q *queue) add(name string, in time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	heap.Push(&q.heap, job{time.Now().Add(in), name})
	q.changed.Broadcast()
}

// next waits until the first job is due. A timer wakes it for that; a new job may be due earlier and wakes it, too.
func (q *queue) next() job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if len(q.heap) == 0 {
			q.changed.Wait()
			continue
		}
		wait := time.Until(q.heap[0].due)
		if wait <= 0 {
			return heap.Pop(&q.heap).(job)
		}
		alarm := time.AfterFunc(wait, func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.changed.Broadcast()
		})
		q.changed.Wait()
		alarm.Stop()
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	q := &queue{}
	q.changed.L = &q.mu
	done := make(chan job)
	for range 3 {
		go func() { done <- q.next() }()
	}
	for i, name := range []string{"third", "second", "first"} {
		q.add(name, time.Duration(3-i)*time.Millisecond)
	}
	names := map[string]bool{}
	for range 3 {
		j := <-done
		if time.Now().Before(j.due) {
			return fmt.Errorf("%s came too early", j.name)
		}
		names[j.name] = true
	}
	if len(names) != 3 {
		return fmt.Errorf("only %v came", names)
	}
	return nil
}
