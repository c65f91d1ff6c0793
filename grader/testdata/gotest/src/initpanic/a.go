// Package initpanic panics before any test.
package initpanic

func init() { panic("not today") }
