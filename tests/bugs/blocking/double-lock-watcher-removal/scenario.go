// Package scenario publishes values to watchers that come and go.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type watcher struct {
	id        int
	cancelled atomic.Bool
	sum       atomic.Int64
}

type registry struct {
	mu       sync.Mutex
	watchers map[int]*watcher
}

func (r *registry) watch(id int) *watcher {
	w := &watcher{id: id}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers[id] = w
	return w
}

func (r *registry) remove(id int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.watchers, id)
}

func (r *registry) cancel(w *watcher) {
	w.cancelled.Store(true)
	r.remove(w.id)
}

func (r *registry) publish(value int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, w := range r.watchers {
		if w.cancelled.Load() {
			r.remove(id)
			continue
		}
		w.sum.Add(value)
	}
}

// Run publishes while one of two watchers is cancelled.
func Run() error {
	r := &registry{watchers: make(map[int]*watcher)}
	stays, leaves := r.watch(1), r.watch(2)
	var wg sync.WaitGroup
	wg.Go(func() { r.cancel(leaves) })
	wg.Go(func() { r.publish(7) })
	wg.Wait()
	if got := stays.sum.Load(); got != 7 {
		return fmt.Errorf("the watcher saw %d, want 7", got)
	}
	return nil
}
