// Package scenario renders pages into buffers that are used again.
package scenario

import (
	"fmt"
	"sync"
)

type buffers struct {
	mu   sync.Mutex
	free [][]byte
}

func (b *buffers) get() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.free); n > 0 {
		buffer := b.free[n-1]
		b.free = b.free[:n-1]
		return buffer[:0]
	}
	return make([]byte, 0, 64)
}

func (b *buffers) put(buffer []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free = append(b.free, buffer)
}

func (b *buffers) render(name string) []byte {
	buffer := b.get()
	defer b.put(buffer)
	return fmt.Appendf(buffer, "<h1>%s</h1>", name)
}

// Run renders two pages at once.
func Run() error {
	var b buffers
	var wg sync.WaitGroup
	wrong := make([]string, 2)
	for i, name := range []string{"home", "news"} {
		wg.Go(func() {
			page := b.render(name)
			if got := string(page); got != "<h1>"+name+"</h1>" {
				wrong[i] = got
			}
		})
	}
	wg.Wait()
	if wrong[0] != "" || wrong[1] != "" {
		return fmt.Errorf("rendered %q", wrong)
	}
	return nil
}
