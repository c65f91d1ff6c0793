package main

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// forbidForeignVariables refuses to change what belongs to another package, as context.Canceled or time.Local: the tests
// of a package are in one process with it and would believe the changed value. Where the whole standard library may be
// used there are a hundred other ways, and a program changes its own process only.
func forbidForeignVariables(file *ast.File, req request, forbid func(token.Pos, string, ...any)) {
	if req.Program || slices.Contains(req.Imports, "std") {
		return
	}
	forbidDotImports(file, req, forbid)
	packages := foreignPackages(file, req)
	check := func(expr ast.Expr) {
		if name, found := foreignVariable(expr, packages); found {
			forbid(expr.Pos(), "%s belongs to another package, and the tests use it, too; leave it as it is", name)
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			if node.Tok != token.DEFINE {
				for _, target := range node.Lhs {
					check(target)
				}
			}
		case *ast.IncDecStmt:
			check(node.X)
		case *ast.RangeStmt:
			if node.Tok == token.ASSIGN {
				check(node.Key)
				check(node.Value)
			}
		case *ast.UnaryExpr:
			if node.Op == token.AND {
				check(node.X)
			}
		}
		return true
	})
}

// forbidDotImports refuses names of other packages that nothing marks as theirs.
func forbidDotImports(file *ast.File, req request, forbid func(token.Pos, string, ...any)) {
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err == nil && spec.Name != nil && spec.Name.Name == "." && !isOwn(imported, req) {
			forbid(spec.Pos(), "import %s under a name, not with a dot", imported)
		}
	}
}

func isOwn(imported string, req request) bool {
	return strings.HasPrefix(imported+"/", req.Module+"/")
}

// foreignPackages are the names that stand for packages of others in this file.
func foreignPackages(file *ast.File, req request) map[string]bool {
	names := map[string]bool{}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil || isOwn(imported, req) {
			continue
		}
		switch name := path.Base(imported); {
		case spec.Name != nil:
			names[spec.Name.Name] = true
		case name == "v2":
			names[path.Base(path.Dir(imported))] = true
		default:
			names[name] = true
		}
	}
	return names
}

// foreignVariable returns the variable of another package that the expression is, or is a part of.
func foreignVariable(expr ast.Expr, packages map[string]bool) (string, bool) {
	for {
		switch e := expr.(type) {
		case *ast.ParenExpr:
			expr = e.X
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.SelectorExpr:
			// The parser knows what the file itself declares: a local variable may bear the name of a package.
			if name, ok := e.X.(*ast.Ident); ok && name.Obj == nil && packages[name.Name] {
				return name.Name + "." + e.Sel.Name, true
			}
			expr = e.X
		default:
			return "", false
		}
	}
}
