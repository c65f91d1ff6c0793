package main

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func TestYieldPointsKeepLines(t *testing.T) {
	content := `package p // of points

func f(c chan int, n int) (s int) {
	if n == 0 {
		return 1
	} else if n == 1 { s++ }
loop:
	for i := range n {
		switch i {
		case 1:
			fallthrough
		case 2:
		default:
			continue loop
		}
		select {
		case v := <-c:
			s += v
		default:
		}
	}
	go func() { c <- 1; c <- 2 }()
	return
}
`
	woven, err := withYieldPoints(source{path: "p.go", content: []byte(content)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "p.go", woven, 0); err != nil {
		t.Fatalf("does not parse: %v\n%s", err, woven)
	}
	lines, originals := strings.Split(string(woven), "\n"), strings.Split(content, "\n")
	if len(lines) != len(originals) {
		t.Fatalf("%d lines, want %d", len(lines), len(originals))
	}
	points := 0
	for i, line := range lines {
		points += strings.Count(line, "gauntletyield.Point(); ")
		bare := strings.ReplaceAll(line, "gauntletyield.Point(); ", "")
		if i == 0 {
			bare = strings.ReplaceAll(bare, `; import gauntletyield "gauntlet/yield"`, "")
		}
		if bare != originals[i] {
			t.Errorf("line %d: %q, want %q but for yield points", i+1, line, originals[i])
		}
	}
	// if, return, s++, loop, switch, fallthrough, continue, select, s += v, go, two sends, return.
	if points != 13 {
		t.Errorf("%d yield points, want 13:\n%s", points, woven)
	}
}

func TestFilesWithoutStatementsStayAsTheyAre(t *testing.T) {
	content := "package p\n\ntype T struct{}\n\nfunc f() {}\n"
	woven, err := withYieldPoints(source{path: "p.go", content: []byte(content)})
	if err != nil || string(woven) != content {
		t.Errorf("got %q, error %v", woven, err)
	}
}

func TestYieldNameIsRefused(t *testing.T) {
	content := "package p\n\nfunc f() { gauntletyield := 1; _ = gauntletyield }\n"
	findings := checkFile(source{path: "p.go", content: []byte(content)}, request{Package: "p"})
	if len(findings) != 1 || findings[0].Line != 3 || findings[0].Kind != "policy" {
		t.Errorf("findings %v", findings)
	}
}
