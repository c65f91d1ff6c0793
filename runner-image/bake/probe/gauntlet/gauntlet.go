// Package gauntlet stands for the harness, the second module of every graded build.
package gauntlet

import "os"

// Pid is something for a test to call.
func Pid() int { return os.Getpid() }
