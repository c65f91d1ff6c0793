package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// yieldName is what woven files call the package of the yield points. A submission may not use the name: it could
// take the calls for itself.
const yieldName = "gauntletyield"

// perturbed returns the sources with a yield point before every statement, on the statement's own line so that line
// numbers stay what the candidate wrote.
func perturbed(sources []source) ([]source, error) {
	woven := make([]source, 0, len(sources))
	for _, src := range sources {
		content, err := withYieldPoints(src)
		if err != nil {
			return nil, fmt.Errorf("weave %s: %w", src.path, err)
		}
		woven = append(woven, source{path: src.path, content: content})
	}
	return woven, nil
}

func withYieldPoints(src source) ([]byte, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, src.path, src.content, parser.SkipObjectResolution)
	if err != nil {
		return src.content, nil // the compiler says it better
	}
	offset := func(pos token.Pos) int { return set.PositionFor(pos, false).Offset }
	var inserts []insert
	before := func(statements []ast.Stmt) {
		for _, statement := range statements {
			if _, empty := statement.(*ast.EmptyStmt); !empty {
				inserts = append(inserts, insert{at: offset(statement.Pos()), text: yieldName + ".Point(); "})
			}
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.BlockStmt:
			before(statementsOf(node))
		case *ast.CaseClause:
			before(node.Body)
		case *ast.CommClause:
			before(node.Body)
		}
		return true
	})
	if len(inserts) == 0 {
		return src.content, nil
	}
	inserts = append(inserts, insert{at: offset(file.Name.End()), text: "; import " + yieldName + ` "gauntlet/yield"`})
	slices.SortFunc(inserts, func(a, b insert) int { return a.at - b.at })
	return apply(src.content, inserts), nil
}

// statementsOf leaves out the clauses of a switch or select: nothing may stand between them.
func statementsOf(block *ast.BlockStmt) []ast.Stmt {
	return slices.DeleteFunc(slices.Clone(block.List), func(statement ast.Stmt) bool {
		switch statement.(type) {
		case *ast.CaseClause, *ast.CommClause:
			return true
		}
		return false
	})
}

// usesYieldName reports the first use of a name that belongs to the woven code.
func usesYieldName(file *ast.File) (token.Pos, bool) {
	found := token.NoPos
	ast.Inspect(file, func(node ast.Node) bool {
		if name, ok := node.(*ast.Ident); ok && !found.IsValid() && strings.HasPrefix(name.Name, yieldName) {
			found = name.Pos()
		}
		return !found.IsValid()
	})
	return found, found.IsValid()
}
