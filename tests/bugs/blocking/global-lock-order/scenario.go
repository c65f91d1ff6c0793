// Package scenario keeps users and their sessions in two tables.
package scenario

import (
	"fmt"
	"sync"
)

var (
	usersMu sync.Mutex
	users   = map[string]bool{}

	sessionsMu sync.Mutex
	sessions   = map[string]int{}
)

func signIn(name string) {
	usersMu.Lock()
	defer usersMu.Unlock()
	users[name] = true
	sessionsMu.Lock()
	defer sessionsMu.Unlock()
	sessions[name]++
}

func signOut(name string) {
	sessionsMu.Lock()
	defer sessionsMu.Unlock()
	sessions[name]--
	usersMu.Lock()
	defer usersMu.Unlock()
	users[name] = sessions[name] > 0
}

// Run signs people in and out at the same time.
func Run() error {
	signIn("ada")
	signIn("alan")
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 10 {
			signIn("ada")
			signOut("ada")
		}
		signOut("ada")
	})
	wg.Go(func() {
		for range 10 {
			signIn("grace")
			signOut("grace")
		}
		signIn("grace")
	})
	wg.Wait()
	signOut("alan")
	signOut("grace")
	if users["ada"] || users["alan"] || users["grace"] {
		return fmt.Errorf("somebody is still signed in: %v", users)
	}
	return nil
}
