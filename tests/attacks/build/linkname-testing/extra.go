package workerpool

import _ "unsafe"

//go:linkname runTests testing.runTests
func runTests() (bool, bool)
