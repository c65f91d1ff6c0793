// Package scenario compresses through a pipe in memory: one goroutine writes, another reads, and may give up.
package scenario

import (
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var errEnough = errors.New("seen enough")

// compress returns a reader of the compressed text, and a channel with the writer's end.
func compress(text string, times int) (*io.PipeReader, <-chan error) {
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := func() error {
			squeeze, err := flate.NewWriter(writer, flate.NoCompression)
			if err != nil {
				return err
			}
			for range times {
				if _, err := io.WriteString(squeeze, text); err != nil {
					return err
				}
				if err := squeeze.Flush(); err != nil {
					return err
				}
			}
			return squeeze.Close()
		}()
		writer.CloseWithError(err)
		ended <- err
	}()
	return reader, ended
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	compressed, ended := compress("tick tock ", 5)
	plain, err := io.ReadAll(flate.NewReader(compressed))
	if err := errors.Join(err, <-ended); err != nil {
		return err
	}
	if string(plain) != strings.Repeat("tick tock ", 5) {
		return fmt.Errorf("read %q", plain)
	}
	compressed, ended = compress("tick tock ", 1_000_000)
	if _, err := io.ReadFull(flate.NewReader(compressed), make([]byte, 4)); err != nil {
		return err
	}
	compressed.CloseWithError(errEnough)
	if err := <-ended; !errors.Is(err, errEnough) {
		return fmt.Errorf("the writer ended with %v, want %v", err, errEnough)
	}
	return nil
}
