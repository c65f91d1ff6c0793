package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// source is one Go file; its path is relative to the module's root.
type source struct {
	path    string
	content []byte
}

// readSources returns the files below dir in path order. A directory that is not there holds none.
func readSources(dir string) ([]source, error) {
	var sources []source
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		sources = append(sources, source{path: relative, content: content})
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("read sources: %w", err)
	}
	return sources, nil
}
