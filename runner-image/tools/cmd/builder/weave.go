package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

const mainFile = "zz_gauntlet_main_test.go"

// weave puts a call of the harness at the start of every top-level test, on the line of the function's opening brace
// so that line numbers stay what the author wrote, and adds a TestMain. It returns the test files by path.
func weave(tests, submission []source, req request) (map[string][]byte, error) {
	woven := map[string][]byte{}
	var seenTests, seenBenchmarks []string
	testPackage := ""
	for _, src := range tests {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, src.path, src.content, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse the challenge's test file: %w", err)
		}
		if testPackage == "" {
			testPackage = file.Name.Name
		}
		if file.Name.Name != testPackage {
			return nil, fmt.Errorf("test file %s is in package %s, expected %s as the others", src.path, file.Name.Name, testPackage)
		}
		content := src.content
		var inserts []insert
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || fn.Body == nil {
				continue
			}
			switch {
			case fn.Name.Name == "TestMain":
				return nil, fmt.Errorf("test file %s declares TestMain, which the harness provides", src.path)
			case isTest(fn, "Test", "T"):
				param := fn.Type.Params.List[0].Names
				if len(param) != 1 || param[0].Name == "_" {
					return nil, fmt.Errorf("%s in %s: expected a named *testing.T", fn.Name.Name, src.path)
				}
				seenTests = append(seenTests, fn.Name.Name)
				inserts = append(inserts, insert{
					at:   set.Position(fn.Body.Lbrace).Offset + 1,
					text: " gauntletharness.Test(" + param[0].Name + ");",
				})
			case isTest(fn, "Benchmark", "B"):
				seenBenchmarks = append(seenBenchmarks, fn.Name.Name)
			}
		}
		inserts = append(inserts, meters(set, file)...)
		slices.SortFunc(inserts, func(a, b insert) int { return a.at - b.at })
		if len(inserts) > 0 {
			at := set.Position(file.Name.End()).Offset
			inserts = append([]insert{{at: at, text: `; import gauntletharness "gauntlet/harness"`}}, inserts...)
		}
		woven[src.path] = apply(content, inserts)
	}
	if err := sameNames("tests", seenTests, req.Tests); err != nil {
		return nil, err
	}
	if err := sameNames("benchmarks", seenBenchmarks, req.Benchmarks); err != nil {
		return nil, err
	}
	woven[mainFile] = mainSource(testPackage, req.Benchmarks, imports(submission, "weak"))
	return woven, nil
}

func isTest(fn *ast.FuncDecl, prefix, param string) bool {
	rest, found := strings.CutPrefix(fn.Name.Name, prefix)
	if !found || (rest != "" && rest[0] >= 'a' && rest[0] <= 'z') || len(fn.Type.Params.List) != 1 {
		return false
	}
	star, ok := fn.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	selector, ok := star.X.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == param
}

// meters sends what tests say with t.Attr(name, value) through the harness, too: x.Attr( becomes
// gauntletharness.Attr(x, and its arguments stay where they are.
func meters(set *token.FileSet, file *ast.File) []insert {
	var inserts []insert
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || method.Sel.Name != "Attr" {
			return true
		}
		if receiver, ok := method.X.(*ast.Ident); ok {
			inserts = append(inserts, insert{
				at: set.Position(call.Pos()).Offset, until: set.Position(call.Lparen).Offset + 1,
				text: "gauntletharness.Attr(" + receiver.Name + ", ",
			})
		}
		return true
	})
	return inserts
}

// insert puts a text at an offset, in place of what is there until another one if that is given.
type insert struct {
	at    int
	until int
	text  string
}

// apply makes inserts, which are in ascending order.
func apply(content []byte, inserts []insert) []byte {
	var out bytes.Buffer
	last := 0
	for _, in := range inserts {
		out.Write(content[last:in.at])
		out.WriteString(in.text)
		last = max(in.at, in.until)
	}
	out.Write(content[last:])
	return out.Bytes()
}

func sameNames(what string, seen, expected []string) error {
	slices.Sort(seen)
	expected = slices.Sorted(slices.Values(expected))
	if slices.Equal(seen, expected) {
		return nil
	}
	return fmt.Errorf("the challenge's manifest lists the %s %v, its files hold %v", what, expected, seen)
}

// imports reports whether any of the files imports the package.
func imports(sources []source, name string) bool {
	return slices.ContainsFunc(sources, func(src source) bool {
		file, err := parser.ParseFile(token.NewFileSet(), src.path, src.content, parser.ImportsOnly)
		return err == nil && slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool {
			return spec.Path.Value == strconv.Quote(name)
		})
	})
}

func mainSource(pkg string, benchmarks []string, usesWeak bool) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "package %s\n\nimport (\n\t\"testing\"\n\n\t\"gauntlet/harness\"\n)\n\n", pkg)
	out.WriteString("func TestMain(m *testing.M) {\n")
	if usesWeak {
		out.WriteString("\tharness.WithoutLeakProfile()\n")
	}
	out.WriteString("\tharness.Main(m, []testing.InternalBenchmark{\n")
	for _, name := range benchmarks {
		fmt.Fprintf(&out, "\t\t{Name: %q, F: %s},\n", name, name)
	}
	out.WriteString("\t})\n}\n")
	return out.Bytes()
}
