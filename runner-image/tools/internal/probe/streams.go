package probe

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// flood writes lines until the reader has had enough.
func flood(out io.Writer) error {
	lines := bytes.Repeat([]byte("all work and no play makes a dull grader\n"), 1024)
	for {
		if _, err := out.Write(lines); err != nil {
			return fmt.Errorf("flood: %w", err)
		}
	}
}

func sleepForEver() {
	for {
		time.Sleep(time.Hour)
	}
}

// echo copies what came with the request under the name of payload.
func echo(out io.Writer) error {
	payload, err := os.Open(filepath.Join(workDir, "payload"))
	if err != nil {
		return fmt.Errorf("open the payload: %w", err)
	}
	defer payload.Close()
	if _, err := io.Copy(out, payload); err != nil {
		return fmt.Errorf("copy the payload: %w", err)
	}
	return nil
}

// exhaustMemory touches one page after the other. It returns only where no limit holds and the host gave everything.
func exhaustMemory() error {
	const block = 1 << 20
	var held [][]byte
	for {
		memory := make([]byte, block)
		for i := 0; i < block; i += 4096 {
			memory[i] = 1
		}
		held = append(held, memory)
		if len(held) > 1<<16 {
			return fmt.Errorf("held %d MiB and was not killed", len(held))
		}
	}
}
