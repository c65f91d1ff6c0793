package workerpool

import _ "embed"

//go:embed pool.go
var source string
