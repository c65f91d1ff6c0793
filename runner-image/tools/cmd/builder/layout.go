package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The go command stores an index of every directory whose files are more than two seconds old, which a read-only
// cache refuses. Files from the future are never old enough.
var dateAhead = time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC)

// programFile is how tests of a program start it. Candidates have a file of this name that does it on their machine.
const programFile = "gauntlet_program_test.go"

const programSource = `package main_test

import "gauntlet/program"

type (
	ProgramOptions = program.ProgramOptions
	Program        = program.Program
	ProgramExit    = program.ProgramExit
)

var StartProgram = program.StartProgram
`

// layOut writes the modules that are built: our go.mod, the submission, and our tests over whatever bears their names.
// The race build's copy of the submission has yield points woven in. Vet gets a copy without the tests: remarks on our
// code would only confuse.
func (b *builder) layOut(sources []source) error {
	mod := "module " + b.req.Module + "\n\ngo 1.27\n"
	withHarness := mod + "\nrequire gauntlet v0.0.0\n\nreplace gauntlet => " + harnessDir + "\n"
	tests, err := readSources(testsDir)
	if err != nil {
		return err
	}
	if b.req.Program {
		tests = slices.DeleteFunc(tests, func(src source) bool { return src.path == programFile })
	}
	woven, err := weave(tests, sources, b.req)
	if err != nil {
		return err
	}
	withYields, err := perturbed(sources)
	if err != nil {
		return err
	}
	err = write(vetDir, mod, sources, nil)
	if b.req.Program {
		woven[programFile] = []byte(programSource)
		return errors.Join(err, write(raceDir, withHarness, withYields, nil), write(driverDir, withHarness, nil, woven))
	}
	return errors.Join(err, write(raceDir, withHarness, withYields, woven), write(plainDir, withHarness, sources, woven))
}

// write lays a module out below dir; of two files with one name that of the tests stays. Without mod the one that is
// there stays.
func write(dir, mod string, sources []source, tests map[string][]byte) error {
	files := map[string][]byte{}
	if mod != "" {
		files["go.mod"] = []byte(mod)
	}
	for _, src := range sources {
		files[src.path] = src.content
	}
	maps.Copy(files, tests)
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fmt.Errorf("make directory: %w", err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return fmt.Errorf("lay out sources: %w", err)
		}
		if err := os.Chtimes(path, dateAhead, dateAhead); err != nil {
			return fmt.Errorf("date sources: %w", err)
		}
	}
	return nil
}
