// Package initexit ends the process before any test.
package initexit

import "os"

func init() { os.Exit(0) }
