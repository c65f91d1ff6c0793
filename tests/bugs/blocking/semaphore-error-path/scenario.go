// Package scenario limits how many downloads run at once.
package scenario

import (
	"errors"
	"fmt"
)

var errNotFound = errors.New("not found")

type downloader struct {
	slots chan struct{}
	sizes map[string]int
}

func (d *downloader) download(name string) (int, error) {
	d.slots <- struct{}{}
	size, ok := d.sizes[name]
	if !ok {
		return 0, errNotFound
	}
	<-d.slots
	return size, nil
}

// Run downloads files, two of which do not exist.
func Run() error {
	d := &downloader{slots: make(chan struct{}, 2), sizes: map[string]int{"a": 3, "b": 4}}
	total := 0
	for _, name := range []string{"a", "x", "b", "y", "a"} {
		size, err := d.download(name)
		if err != nil && !errors.Is(err, errNotFound) {
			return err
		}
		total += size
	}
	if total != 10 {
		return fmt.Errorf("downloaded %d bytes, want 10", total)
	}
	return nil
}
