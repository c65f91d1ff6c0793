package main

import (
	"bytes"
	"sync"

	"gauntlet.invalid/runner/internal/wire"
)

// cappedOutput is what one process may print, on both streams together.
type cappedOutput struct {
	mu      sync.Mutex
	out     *wire.Writer
	left    int64
	lineCap int64
	dropped int64
	onFlood func() // called once, when the cap is passed
}

// cappedStream is one of the two streams. A process that passes the cap is ended; of a line longer than the line cap
// the rest is dropped, but its bytes count: an endless line is a flood, too.
type cappedStream struct {
	shared *cappedOutput
	kind   wire.Kind
	inLine int64
}

func (c *cappedOutput) droppedBytes() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dropped
}

// Write takes everything, so that the process never sees a short write; what is not kept is dropped.
func (s *cappedStream) Write(data []byte) (int, error) {
	c := s.shared
	c.mu.Lock()
	defer c.mu.Unlock()
	counted := data[:min(int64(len(data)), c.left)]
	c.left -= int64(len(counted))
	if over := len(data) - len(counted); over > 0 {
		c.dropped += int64(over)
		if c.onFlood != nil {
			c.onFlood()
			c.onFlood = nil
		}
	}
	if err := c.out.Bytes(s.kind, s.clipLines(counted)); err != nil {
		return 0, err
	}
	return len(data), nil
}

func (s *cappedStream) clipLines(data []byte) []byte {
	kept := make([]byte, 0, len(data))
	for len(data) > 0 {
		line, rest, complete := bytes.Cut(data, []byte{'\n'})
		room := max(s.shared.lineCap-s.inLine, 0)
		kept = append(kept, line[:min(int64(len(line)), room)]...)
		s.inLine += int64(len(line))
		if complete {
			kept = append(kept, '\n')
			s.inLine = 0
		}
		data = rest
	}
	return kept
}
