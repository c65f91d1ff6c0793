package main

import (
	"strings"
	"testing"
)

func TestWeaveKeepsLines(t *testing.T) {
	content := "package counter_test // of counter\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tt.Log(1)\n}\n\nfunc BenchmarkB(b *testing.B) {}\n\nfunc helper(t *testing.T) {}\n"
	woven, err := weave([]source{{path: "a_test.go", content: []byte(content)}}, nil, request{Tests: []string{"TestA"}, Benchmarks: []string{"BenchmarkB"}})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(string(woven["a_test.go"]), "\n")
	if want := strings.Split(content, "\n"); len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	if got[0] != `package counter_test; import gauntletharness "gauntlet/harness" // of counter` {
		t.Errorf("first line %q", got[0])
	}
	if got[4] != "func TestA(t *testing.T) { gauntletharness.Test(t);" {
		t.Errorf("line of the test %q", got[4])
	}
	if !strings.Contains(string(woven[mainFile]), `{Name: "BenchmarkB", F: BenchmarkB}`) {
		t.Errorf("test main %s", woven[mainFile])
	}
}

func TestAttributesBecomeMeters(t *testing.T) {
	content := "package p_test\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tt.Attr(\"drain_ms\", \"3 of 10\")\n}\n"
	woven, err := weave([]source{{path: "a_test.go", content: []byte(content)}}, nil, request{Tests: []string{"TestA"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(string(woven["a_test.go"]), "\n")[5]; got != "\tgauntletharness.Attr(t, \"drain_ms\", \"3 of 10\")" {
		t.Errorf("line %q", got)
	}
}

func TestSubmissionsWithWeakPointersGetNoLeakProfile(t *testing.T) {
	for content, want := range map[string]bool{
		"package p\n\nimport w \"weak\"\n": true, "package p\n\nimport \"sync\"\n\nvar weak sync.Mutex\n": false,
	} {
		woven, err := weave(nil, []source{{path: "p.go", content: []byte(content)}}, request{})
		if err != nil || strings.Contains(string(woven[mainFile]), "WithoutLeakProfile()") != want {
			t.Errorf("%q: want %v, error %v, got %s", content, want, err, woven[mainFile])
		}
	}
}

func TestWeaveRefusesWhatTheManifestDoesNotSay(t *testing.T) {
	for name, content := range map[string]string{
		"unlisted test": "package p_test\n\nimport \"testing\"\n\nfunc TestOther(t *testing.T) {}\n",
		"own TestMain":  "package p_test\n\nimport \"testing\"\n\nfunc TestMain(m *testing.M) {}\n",
		"unnamed t":     "package p_test\n\nimport \"testing\"\n\nfunc TestA(*testing.T) {}\n",
		"missing test":  "package p_test\n",
	} {
		if _, err := weave([]source{{path: "a_test.go", content: []byte(content)}}, nil, request{Tests: []string{"TestA"}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
