// Package scenario runs functions in other goroutines as if they were called: their panics arrive at the caller.
package scenario

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// together runs all functions at once and panics with the first panic by position, once all have ended.
func together(functions ...func()) {
	panics := make([]any, len(functions))
	done := make(chan struct{})
	for i, f := range functions {
		go func() {
			defer func() {
				panics[i] = recover()
				done <- struct{}{}
			}()
			f()
		}()
	}
	for range functions {
		<-done
	}
	for _, v := range panics {
		if v != nil {
			panic(v)
		}
	}
}

func caught(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	custom := errors.New("custom")
	n := [3]int{}
	if v := caught(func() { together(func() { n[0]++ }, func() { n[1]++ }) }); v != nil || n != [3]int{1, 1, 0} {
		return fmt.Errorf("two functions without a panic panicked with %v, ran %v", v, n)
	}
	if v := caught(func() { together(func() { n[2]++ }, func() { panic(custom) }) }); v != custom || n[2] != 1 {
		return fmt.Errorf("the panic is %v, want %v", v, custom)
	}
	index := len(n)
	v := caught(func() { together(func() { n[index]++ }) })
	if err, ok := v.(runtime.Error); !ok || !strings.Contains(err.Error(), "out of range") {
		return fmt.Errorf("the panic is %v, want an index out of range", v)
	}
	return nil
}
