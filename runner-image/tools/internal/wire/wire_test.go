package wire

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func stream(t *testing.T, entries ...tar.Header) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	writer := tar.NewWriter(&out)
	for _, header := range entries {
		content := []byte("{}")
		if header.Typeflag != tar.TypeReg {
			content = nil
		}
		header.Size, header.Mode = int64(len(content)), 0o640
		if err := writer.WriteHeader(&header); err != nil {
			t.Fatal(err)
		}
		if _, err := writer.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return &out
}

func file(name string) tar.Header { return tar.Header{Name: name, Typeflag: tar.TypeReg} }

func TestReadRequestWritesFiles(t *testing.T) {
	dir := t.TempDir()
	var request struct{}
	if err := ReadRequest(stream(t, file("request.json"), file("bin/race")), &request, dir); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(filepath.Join(dir, "bin/race")); err != nil || string(content) != "{}" {
		t.Errorf("content %q, error %v", content, err)
	}
}

func TestReadRequestRefuses(t *testing.T) {
	for name, entries := range map[string][]tar.Header{
		"nothing":     {},
		"no request":  {file("bin/race")},
		"parent":      {file("request.json"), file("../race")},
		"absolute":    {file("request.json"), file("/etc/race")},
		"link":        {file("request.json"), {Name: "bin", Typeflag: tar.TypeSymlink, Linkname: "/etc"}},
		"same twice":  {file("request.json"), file("a"), file("a")},
		"through own": {file("request.json"), file("a"), file("a/b")},
	} {
		var request struct{}
		if err := ReadRequest(stream(t, entries...), &request, t.TempDir()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestFramesCarryTheirLength(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out)
	if err := w.Bytes(Stdout, []byte("abc")); err != nil {
		t.Fatal(err)
	}
	if want := []byte("O\x00\x00\x00\x03abc"); !bytes.Equal(out.Bytes(), want) {
		t.Errorf("frame %q, want %q", out.Bytes(), want)
	}
}
