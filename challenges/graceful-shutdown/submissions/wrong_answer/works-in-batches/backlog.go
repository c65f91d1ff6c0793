package main

import "sync"

// A summary is the last word of the program on what became of every item.
type summary struct {
	Accepted  int `json:"accepted"`
	Refused   int `json:"refused"`
	Processed int `json:"processed"`
	Dropped   int `json:"dropped"`
}

// A backlog holds the items that are accepted and not yet taken by a worker.
type backlog struct {
	mu        sync.Mutex
	changed   sync.Cond // waiting, closed or abandoned have changed
	room      int       // for unfinished items, waiting or in work
	waiting   []string
	closed    bool // nothing is accepted any more
	abandoned bool // nothing is handed out any more
	counts    summary
}

func newBacklog(room int) *backlog {
	b := &backlog{room: room}
	b.changed.L = &b.mu
	return b
}

// offer accepts an item unless there is no room, or the backlog is closed.
func (b *backlog) offer(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || b.counts.Accepted-b.counts.Processed == b.room {
		b.counts.Refused++
		return false
	}
	b.counts.Accepted++
	b.waiting = append(b.waiting, id)
	b.changed.Signal()
	return true
}

// next waits for items and returns at most n. There are none when there will be
// none.
func (b *backlog) next(n int) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.waiting) == 0 && !b.closed && !b.abandoned {
		b.changed.Wait()
	}
	if len(b.waiting) == 0 || b.abandoned {
		return nil
	}
	n = min(n, len(b.waiting))
	batch := b.waiting[:n]
	b.waiting = b.waiting[n:]
	return batch
}

// done says that an item that next has returned is in the journal.
func (b *backlog) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts.Processed++
}

func (b *backlog) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.changed.Broadcast()
}

func (b *backlog) isClosed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

func (b *backlog) abandon() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.abandoned = true
	b.changed.Broadcast()
}

// summary counts what is neither waiting for a worker nor done as dropped: the
// workers have gone.
func (b *backlog) summary() summary {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.counts
	s.Dropped = s.Accepted - s.Processed
	return s
}
