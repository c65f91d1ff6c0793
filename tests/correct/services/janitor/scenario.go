// Package scenario keeps tokens that expire; one janitor for the whole process sweeps them out.
package scenario

import (
	"errors"
	"sync"
	"time"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

const lifetime = 2 * time.Millisecond

// A vault is used through the package-level one alone, so nothing ever stops its janitor.
type vault struct {
	once   sync.Once
	mu     sync.Mutex
	tokens map[string]time.Time // and when they expire
	swept  sync.Cond
}

var tokens vault

func (v *vault) keep(token string) {
	v.once.Do(func() {
		v.tokens = map[string]time.Time{}
		v.swept.L = &v.mu
		go v.sweep()
	})
	v.mu.Lock()
	defer v.mu.Unlock()
	v.tokens[token] = time.Now().Add(lifetime)
}

func (v *vault) sweep() {
	for now := range time.Tick(time.Millisecond) {
		v.mu.Lock()
		for token, expires := range v.tokens {
			if now.After(expires) {
				delete(v.tokens, token)
			}
		}
		v.swept.Broadcast()
		v.mu.Unlock()
	}
}

// awaitSweep returns when the token has been swept out.
func (v *vault) awaitSweep(token string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for {
		if _, kept := v.tokens[token]; !kept {
			return
		}
		v.swept.Wait()
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	begun := time.Now()
	tokens.keep("secret")
	tokens.awaitSweep("secret")
	if time.Since(begun) < lifetime {
		return errors.New("the token was swept out before its time")
	}
	return nil
}
