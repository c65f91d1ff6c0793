// Package scenario closes a file when its last user is done with it.
package scenario

import (
	"errors"
	"sync"
	"sync/atomic"
)

type file struct {
	users  atomic.Int32
	closed atomic.Bool
}

func (f *file) acquire() bool {
	if f.users.Load() == 0 {
		return false
	}
	f.users.Add(1)
	return true
}

func (f *file) release() {
	if f.users.Add(-1) == 0 {
		f.closed.Store(true)
	}
}

func (f *file) read() error {
	if f.closed.Load() {
		return errors.New("read from a closed file")
	}
	return nil
}

// Run releases files while somebody else begins to use them.
func Run() error {
	for range 50 {
		f := &file{}
		f.users.Store(1)
		var err error
		var wg sync.WaitGroup
		wg.Go(func() {
			if f.acquire() {
				err = f.read()
				f.release()
			}
		})
		wg.Go(f.release)
		wg.Wait()
		if err != nil {
			return err
		}
	}
	return nil
}
