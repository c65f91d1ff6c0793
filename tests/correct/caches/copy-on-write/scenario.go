// Package scenario routes requests by a table that is copied for every change.
package scenario

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type route struct{ prefix, service string }

// A router's readers take the table as it is. Writers take the lock among themselves.
type router struct {
	table   atomic.Pointer[[]route]
	writers sync.Mutex
}

func (r *router) change(f func([]route) []route) {
	r.writers.Lock()
	defer r.writers.Unlock()
	next := f(slices.Clone(*r.table.Load()))
	r.table.Store(&next)
}

func (r *router) find(path string) string {
	best := route{service: "none"}
	for _, candidate := range *r.table.Load() {
		if strings.HasPrefix(path, candidate.prefix) && len(candidate.prefix) >= len(best.prefix) {
			best = candidate
		}
	}
	return best.service
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	r := &router{}
	r.table.Store(&[]route{{prefix: "/", service: "pages"}})
	var all sync.WaitGroup
	errs := make(chan error, 4)
	for i := range 4 {
		all.Go(func() {
			prefix := fmt.Sprint("/", i)
			r.change(func(t []route) []route { return append(t, route{prefix, "service" + prefix}) })
			r.change(func(t []route) []route {
				slices.SortFunc(t, func(a, b route) int { return strings.Compare(b.prefix, a.prefix) })
				return t
			})
			if got := r.find(prefix + "/orders"); got != "service"+prefix {
				errs <- fmt.Errorf("%s is served by %s", prefix, got)
			}
			r.change(func(t []route) []route {
				return slices.DeleteFunc(t, func(x route) bool { return x.prefix == prefix })
			})
		})
	}
	all.Wait()
	if n := len(*r.table.Load()); n != 1 {
		return fmt.Errorf("%d routes are left, want 1", n)
	}
	close(errs)
	return <-errs
}
