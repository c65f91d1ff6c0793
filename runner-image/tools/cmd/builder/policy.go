package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Directives that change what a line of code is, where it seems to be, or whether it is built. gofmt's own form of a
// directive has no space after the slashes; the compiler knows no other.
var directive = regexp.MustCompile(`^//(go:|line |export |extern |#cgo)|^/\*line |^//\s*\+build\b`)

// allowedDirectives have no effect on what the tests can see.
var allowedDirectives = []string{"//go:noinline", "//go:generate", "//go:fix"}

// checkPolicy returns what the challenge forbids and the submission does, on the syntax tree. A file that does not
// parse is not built at all: what this parser cannot read the compiler must not read differently.
func checkPolicy(sources []source, req request) []finding {
	var findings []finding
	for _, src := range sources {
		findings = append(findings, checkFile(src, req)...)
	}
	return findings
}

func checkFile(src source, req request) []finding {
	set := token.NewFileSet()
	var findings []finding
	forbid := func(pos token.Pos, format string, args ...any) {
		at := set.PositionFor(pos, false) // false: a //line directive must not move a finding
		findings = append(findings, finding{
			Kind: "policy", File: src.path, Line: at.Line, Column: at.Column, Message: fmt.Sprintf(format, args...),
		})
	}
	if reason := excludedByName(src.path); reason != "" {
		findings = append(findings, finding{Kind: "policy", File: src.path, Message: reason})
	}
	file, err := parser.ParseFile(set, src.path, src.content, parser.ParseComments)
	if file == nil {
		return append(findings, syntaxErrors(src.path, err)...)
	}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if directive.MatchString(comment.Text) && !isAllowed(comment.Text) {
				forbid(comment.Pos(), "the directive %q is not allowed in a submission; remove it", firstLine(comment.Text))
			}
		}
	}
	for _, spec := range file.Imports {
		name, unquoteErr := strconv.Unquote(spec.Path.Value)
		if unquoteErr != nil {
			continue
		}
		if reason := importForbidden(name, req); reason != "" {
			forbid(spec.Pos(), "%s", reason)
		}
	}
	if err != nil {
		return append(findings, syntaxErrors(src.path, err)...)
	}
	if file.Name.Name != req.Package && path.Dir(src.path) == "." {
		forbid(file.Name.Pos(), "expected package %s, got package %s", req.Package, file.Name.Name)
	}
	forbidAnnotations(file, forbid)
	forbidForeignVariables(file, req, forbid)
	if pos, found := usesYieldName(file); found {
		forbid(pos, "names that begin with %s are the grader's; rename it", yieldName)
	}
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body == nil {
			forbid(fn.Pos(), "function %s has no body; functions implemented outside Go are not allowed", fn.Name.Name)
		}
	}
	return findings
}

// forbidAnnotations refuses the functions of package runtime that tell the race detector what it should believe: with
// them a race can be hidden from it.
func forbidAnnotations(file *ast.File, forbid func(token.Pos, string, ...any)) {
	names := map[string]bool{}
	for _, spec := range file.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err != nil || path != "runtime" {
			continue
		}
		name := "runtime"
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." {
			forbid(spec.Pos(), "import runtime under a name, not with a dot")
		}
		names[name] = true
	}
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if from, ok := selector.X.(*ast.Ident); ok && names[from.Name] && strings.HasPrefix(selector.Sel.Name, "Race") {
			forbid(selector.Pos(), "runtime.%s is not allowed: it hides races from the detector", selector.Sel.Name)
		}
		return true
	})
}

func syntaxErrors(path string, err error) []finding {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return []finding{{Kind: "compile", File: path, Message: err.Error()}}
	}
	var findings []finding
	for _, e := range list {
		findings = append(findings, finding{
			Kind: "compile", File: path, Line: e.Pos.Line, Column: e.Pos.Column, Message: "syntax error: " + e.Msg,
		})
	}
	return findings
}

func isAllowed(text string) bool {
	word, _, _ := strings.Cut(firstLine(text), " ")
	return slices.Contains(allowedDirectives, word)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimRight(line, "\r")
}

// importForbidden says why a package may not be imported, or nothing.
func importForbidden(name string, req request) string {
	switch {
	case name == "C":
		return `import "C" (cgo) is not allowed`
	case name == "unsafe" || name == "embed":
		return fmt.Sprintf("import %q is not allowed", name)
	case name == req.Module || strings.HasPrefix(name, req.Module+"/"):
		return ""
	case slices.Contains(req.Imports, name):
		return ""
	case slices.Contains(req.Imports, "std") && inStandardLibrary(name):
		return ""
	}
	return fmt.Sprintf("import %q is not allowed in this challenge; allowed are: %s", name, strings.Join(req.Imports, ", "))
}

func inStandardLibrary(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	if strings.Contains(first, ".") || first == "gauntlet" || strings.Contains(name, "internal") || first == "your" {
		return false
	}
	pkg, err := build.Default.Import(name, "", build.FindOnly)
	return err == nil && pkg.Goroot
}

// excludedByName says why a file of this name would not be compiled, or would be taken for something else.
func excludedByName(name string) string {
	base := path.Base(name)
	if !strings.HasSuffix(base, ".go") {
		return "only .go files are built; assembly, object and C files are not allowed"
	}
	if strings.HasPrefix(base, "zz_gauntlet") {
		return "file names that begin with zz_gauntlet are the grader's"
	}
	// MatchFile applies the rules of file names (_linux, _windows_amd64, leading _ or .) and of build tags.
	context := build.Default
	context.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package p\n")), nil }
	if matches, err := context.MatchFile("/", base); err == nil && !matches {
		return fmt.Sprintf("a file named %s is excluded from the build by its name; rename it", base)
	}
	for _, suffix := range []string{"_linux", "_amd64", "_arm64", "_unix"} {
		if strings.HasSuffix(strings.TrimSuffix(base, ".go"), suffix) {
			return fmt.Sprintf("a file named %s is built only on some systems; rename it", base)
		}
	}
	return ""
}
