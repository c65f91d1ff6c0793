package main

import (
	"strings"
	"testing"
)

var rules = request{Module: "your/counter", Package: "counter", Imports: []string{"runtime", "sync", "time"}}

func TestPolicyForbids(t *testing.T) {
	for name, c := range map[string]struct{ path, content, says string }{
		"import outside the list": {"a.go", "package counter\n\nimport \"os\"\n", `import "os" is not allowed in this challenge`},
		"dot import of testing":   {"a.go", "package counter\n\nimport . \"testing\"\n", `import "testing"`},
		"cgo":                     {"a.go", "package counter\n\nimport \"C\"\n", "cgo"},
		"unsafe":                  {"a.go", "package counter\n\nimport _ \"unsafe\"\n", `"unsafe" is not allowed`},
		"the harness":             {"a.go", "package counter\n\nimport _ \"gauntlet/harness\"\n", "gauntlet/harness"},
		"linkname":                {"a.go", "package counter\n\n//go:linkname a b\nfunc a() {}\n", "//go:linkname"},
		"norace":                  {"a.go", "package counter\n\n//go:norace\nfunc a() {}\n", "//go:norace"},
		"build tag":               {"a.go", "//go:build race\n\npackage counter\n", "//go:build"},
		"old build tag":           {"a.go", "// +build race\n\npackage counter\n", "+build"},
		"line directive":          {"a.go", "package counter\n\n//line other.go:1\nfunc a() {}\n", "//line"},
		"inline line directive":   {"a.go", "package counter\n\nvar a = /*line other.go:1:1*/ 1\n", "/*line"},
		"no body":                 {"a.go", "package counter\n\nfunc a()\n", "no body"},
		"another package":         {"a.go", "package main\n", "expected package counter"},
		"another system":          {"a_windows.go", "package counter\n", "excluded from the build by its name"},
		"this system":             {"a_linux.go", "package counter\n", "built only on some systems"},
		"hidden file":             {"_a.go", "package counter\n", "excluded from the build by its name"},
		"assembly":                {"a.s", "TEXT", "only .go files"},
		"annotation":              {"a.go", "package counter\n\nimport \"runtime\"\n\nvar a = runtime.RaceAcquire\n", "runtime.RaceAcquire"},
		"renamed annotation":      {"a.go", "package counter\n\nimport (\n\ta `runtime`\n\tb \"runtime\"\n)\n\nvar _, c = a.NumCPU, b.RaceDisable\n\nvar d = a.RaceEnable\n", "runtime.RaceEnable"},
		"dotted annotation":       {"a.go", "package counter\n\nimport . \"runtime\"\n\nvar a = RaceAcquire\n", "not with a dot"},
		"our name":                {"zz_gauntlet_main_test.go", "package counter\n", "the grader's"},
		"does not parse":          {"a.go", "package counter\n\nfunc {\n", "syntax error"},
	} {
		t.Run(name, func(t *testing.T) {
			findings := checkPolicy([]source{{path: c.path, content: []byte(c.content)}}, rules)
			for _, f := range findings {
				if strings.Contains(f.Message, c.says) && f.File == c.path {
					return
				}
			}
			t.Errorf("findings %+v, want one that says %q", findings, c.says)
		})
	}
}

func TestForeignVariables(t *testing.T) {
	imports := "package counter\n\nimport (\n\t\"sync\"\n\tclock \"time\"\n)\n\n"
	for content, forbidden := range map[string]bool{
		"func init() { clock.Local = nil }":                                                           true,
		"func init() { *clock.UTC = clock.Location{} }":                                               true,
		"func init() { (clock.Local), _ = nil, 1 }":                                                   true,
		"func init() { for _, clock.Local = range all {\n}\n}":                                        true,
		"func init() { select {\ncase clock.Local = <-c:\n}\n}":                                       true,
		"var local = &clock.Local":                                                                    true,
		"var mu = &sync.Mutex{}":                                                                      false,
		"func f() { local := clock.Local; local = nil; _ = local }":                                   false,
		"type s struct{ n int }\n\nfunc f(clock *s) { clock.n = 1; clock.n++; _ = &clock.n }":         false,
		"type s struct{ n int }\n\nfunc (sync *s) f() { func() { sync.n, sync.n = 1, 2 }() }":         false,
		"func f() { var sync struct{ n int }; for sync.n = range 3 {\n}; clock.Sleep(clock.Second) }": false,
	} {
		findings := checkPolicy([]source{{path: "a.go", content: []byte(imports + content + "\n")}}, rules)
		if got := len(findings) == 1 && strings.Contains(findings[0].Message, "belongs to another package"); got != forbidden || (!got && len(findings) > 0) {
			t.Errorf("%s: findings %+v, want one: %v", content, findings, forbidden)
		}
		everything := request{Module: "your/counter", Package: "counter", Imports: []string{"std"}}
		if findings := checkPolicy([]source{{path: "a.go", content: []byte(imports + content + "\n")}}, everything); len(findings) > 0 {
			t.Errorf("%s: findings %+v where all is allowed, want none", content, findings)
		}
	}
}

func TestPolicyAllows(t *testing.T) {
	content := "package counter\n\nimport (\n\t\"sync\"\n\t\"time\"\n)\n\n//go:noinline\nfunc a(mu *sync.Mutex) time.Time { return time.Time{} }\n\n// go: a comment\nvar line = 1 // line 3\n"
	if findings := checkPolicy([]source{{path: "a.go", content: []byte(content)}}, rules); len(findings) != 0 {
		t.Errorf("findings %+v, want none", findings)
	}
}

func TestPolicyFindingsAreOnTheirLines(t *testing.T) {
	findings := checkPolicy([]source{{path: "a.go", content: []byte("package counter\n\n//line b.go:90\n\nimport \"os\"\n")}}, rules)
	if len(findings) != 2 || findings[0].Line != 3 || findings[1].Line != 5 || findings[1].File != "a.go" {
		t.Errorf("findings %+v, want lines 3 and 5 of a.go", findings)
	}
}

func TestFormatNamesTheFirstLineThatDiffers(t *testing.T) {
	findings := checkFormat([]source{{path: "a.go", content: []byte("package counter\n\nvar a  = 1\n")}, {path: "b.go", content: []byte("package counter\n")}})
	if len(findings) != 1 || findings[0].File != "a.go" || findings[0].Line != 3 {
		t.Errorf("findings %+v, want line 3 of a.go", findings)
	}
}

func TestVetOutput(t *testing.T) {
	output := "# your/counter\n{\n\t\"your/counter\": {\n\t\t\"copylocks\": [\n\t\t\t{\"posn\": \"/work/vet/a.go:7:9\", \"message\": \"passes lock by value\"}\n\t\t],\n\t\t\"printf\": {\"error\": \"x\"}\n\t}\n}\n"
	findings := parseVet(output, "your/counter")
	if len(findings) != 1 || findings[0].File != "a.go" || findings[0].Line != 7 || findings[0].Column != 9 {
		t.Errorf("findings %+v, want a.go:7:9", findings)
	}
	if findings := parseVet("vet: something else {", "your/counter"); len(findings) != 0 {
		t.Errorf("findings %+v of garbage, want none", findings)
	}
}

func TestFindingsAreBounded(t *testing.T) {
	content := "package counter\n\nimport (\n" + strings.Repeat("\t\"os\"\n", 20_000) + ")\n//go:" + strings.Repeat("ä", 1000) + "\n"
	all := checkPolicy([]source{{path: "a.go", content: []byte(content)}}, rules)
	kept := bounded(all)
	if len(all) < 20_000 || len(kept) != maxFindings {
		t.Errorf("%d findings and %d of them kept, want %d", len(all), len(kept), maxFindings)
	}
	for _, f := range bounded(all[:1]) {
		if n := len([]rune(f.Message)); n > maxMessageRunes+1 || !strings.HasSuffix(f.Message, "…") {
			t.Errorf("a message of %d runes, want its beginning", n)
		}
	}
	if none := bounded(nil); none == nil || len(none) != 0 {
		t.Errorf("findings %v of none, want an empty list", none)
	}
}
