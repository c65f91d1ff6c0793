// Package scenario triages crash reports of other programs and logs what it finds.
package scenario

import (
	"fmt"
	"log"
	"strings"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

var reports = []string{
	"==================\nWARNING: DATA RACE\nWrite at 0x00c000010010 by goroutine 7:\n==================",
	"fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()",
	"panic: runtime error: invalid memory address or nil pointer dereference [recovered]",
	"--- FAIL: TestRun (0.00s)\nFAIL\nexit status 66",
	"panic: test timed out after 5s",
}

func kind(report string) string {
	switch {
	case strings.Contains(report, "DATA RACE"):
		return "race"
	case strings.HasPrefix(report, "fatal error: "):
		return "fatal"
	case strings.HasPrefix(report, "panic: "):
		return "panic"
	}
	return "other"
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var mu sync.Mutex
	kinds := map[string]int{}
	var readers sync.WaitGroup
	for _, report := range reports {
		readers.Go(func() {
			k := kind(report)
			log.Printf("%s: %s", k, report)
			fmt.Println(report)
			mu.Lock()
			defer mu.Unlock()
			kinds[k]++
		})
	}
	readers.Wait()
	if kinds["race"] != 1 || kinds["fatal"] != 1 || kinds["panic"] != 2 || kinds["other"] != 1 {
		return fmt.Errorf("the kinds are %v", kinds)
	}
	return nil
}
