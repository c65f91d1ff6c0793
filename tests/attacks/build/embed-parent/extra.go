package workerpool

import _ "embed"

//go:embed ../tests/run_test.go
var source string
