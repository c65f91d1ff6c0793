// Package scenario lends numbered slots from a list without a lock.
package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
)

const none = -1

type freeList struct {
	head atomic.Int32
	next [4]atomic.Int32
}

func (f *freeList) push(slot int32) {
	for {
		head := f.head.Load()
		f.next[slot].Store(head)
		if f.head.CompareAndSwap(head, slot) {
			return
		}
	}
}

func (f *freeList) pop() int32 {
	for {
		head := f.head.Load()
		if head == none {
			return none
		}
		next := f.next[head].Load()
		if f.head.CompareAndSwap(head, next) {
			return head
		}
	}
}

// Run borrows two slots at a time from three goroutines; no slot may be lent
// to two of them.
func Run() error {
	var f freeList
	f.head.Store(none)
	for slot := range f.next {
		f.push(int32(slot))
	}
	var lent [4]atomic.Int32
	var twice atomic.Int32
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 300 {
				borrowed := [2]int32{f.pop(), f.pop()}
				for _, slot := range borrowed {
					if slot != none && lent[slot].Add(1) > 1 {
						twice.Add(1)
					}
				}
				for _, slot := range borrowed {
					if slot != none {
						lent[slot].Add(-1)
						f.push(slot)
					}
				}
			}
		})
	}
	wg.Wait()
	if n := twice.Load(); n > 0 {
		return fmt.Errorf("%d times a slot was lent that was not free", n)
	}
	return nil
}
