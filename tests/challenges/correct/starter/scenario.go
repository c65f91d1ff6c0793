// Package scenario plays a scenario.
package scenario

import "errors"

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	return errors.New("nothing is played yet")
}
