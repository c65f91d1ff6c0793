// Package wire is the format in which the tools of the runner image answer: frames on standard output.
//
// A frame is one byte of kind, four bytes of length (big endian) and the payload, at most [MaxPayload] bytes.
// Submission code never holds the descriptor that frames are written to. The reader is grader/src/runner/frame.rs.
package wire

import (
	"archive/tar"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Kind says what a frame carries.
type Kind byte

const (
	// Message is one JSON object with a "type".
	Message Kind = 'J'
	// Stdout is what the running execution printed on standard output.
	Stdout Kind = 'O'
	// Stderr is what the running execution printed on standard error.
	Stderr Kind = 'E'
	// RaceLog is what the race detector wrote during the last execution.
	RaceLog Kind = 'R'
	// Artefact is a piece of the file that the last "artefact" message announced.
	Artefact Kind = 'A'
)

// MaxPayload is the longest payload of one frame, in bytes. Longer data is split, longer messages are refused.
const MaxPayload = 4 << 20

// Writer writes frames. It may be used from several goroutines.
type Writer struct {
	mu  sync.Mutex
	out io.Writer
}

// NewWriter returns a Writer on out.
func NewWriter(out io.Writer) *Writer { return &Writer{out: out} }

// Send writes a JSON message.
func (w *Writer) Send(message any) error {
	payload, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	if len(payload) > MaxPayload {
		return fmt.Errorf("message of %d bytes, expected at most %d", len(payload), MaxPayload)
	}
	return w.frame(Message, payload)
}

// Bytes writes data as frames of that kind.
func (w *Writer) Bytes(kind Kind, data []byte) error {
	for len(data) > 0 {
		n := min(len(data), MaxPayload)
		if err := w.frame(kind, data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

func (w *Writer) frame(kind Kind, payload []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	header := [5]byte{byte(kind)}
	binary.BigEndian.PutUint32(header[1:], uint32(len(payload)))
	if _, err := w.out.Write(append(header[:], payload...)); err != nil {
		return fmt.Errorf("write frame: %w", err)
	}
	return nil
}

// ReadRequest reads the tar stream that every tool gets on standard input: "request.json" first, decoded into
// request, then files, which are written below dir with the mode of their header. The stream comes from the grader;
// paths are checked all the same.
func ReadRequest(in io.Reader, request any, dir string) error {
	archive := tar.NewReader(in)
	header, err := archive.Next()
	if err != nil {
		return fmt.Errorf("expected a tar stream with request.json: %w", err)
	}
	if header.Name != "request.json" {
		return fmt.Errorf("expected request.json as the first entry, got %q", header.Name)
	}
	decoder := json.NewDecoder(archive)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(request); err != nil {
		return fmt.Errorf("decode request.json: %w", err)
	}
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read tar stream: %w", err)
		}
		if header.Typeflag != tar.TypeReg || !filepath.IsLocal(header.Name) || strings.Contains(header.Name, "\\") {
			return fmt.Errorf("refused tar entry %q: expected a regular file below the root", header.Name)
		}
		if err := writeFile(filepath.Join(dir, header.Name), archive, os.FileMode(header.Mode).Perm()); err != nil {
			return err
		}
	}
}

func writeFile(path string, content io.Reader, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("create file: %w", err)
	}
	_, err = io.Copy(file, content)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
