// Package yield perturbs schedules. The build weaves a call of [Point] before every statement of a submission; while
// perturbation is on, some of these calls let other goroutines run, and a few stay away for a while. Orders that a
// quiet machine shows once in a hundred runs become common.
//
// It imports little and initialises before any submission: see package harness on the order.
package yield

import (
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// Chances of a call, as masks of a random number: one in 8 lets others run, one in 128 stays away.
const (
	yieldMask = 1<<3 - 1
	awayMask  = 1<<7 - 1
)

const (
	// maxAway is the longest that a call means to stay away. An idle process sleeps at least a millisecond.
	maxAway = 200 * time.Microsecond
	// All calls together stay away for no longer than this and a share of the time that has passed: code that computes
	// for long must not become a hundred times slower.
	awayAtOnce = 50 * time.Millisecond
	awayShare  = 8
)

var (
	on    bool
	begun time.Time     // of what away is counted for
	away  time.Duration // lost updates only allow more
	// state is the random numbers' own. It is read and written without order on purpose: synchronisation here would
	// order the submission's accesses, too, and hide its races. A lost update only adds to the chance.
	state uint64
)

// A program has no harness to call [Start]: where this variable is set, standard input holds the seed, or nothing where
// schedules are to be left alone. Neither the environment nor what can be read later tells the two apart, so that a
// program cannot be careful only while it is perturbed.
const environment = "GAUNTLET_SEED_ON_STDIN"

func init() {
	if _, set := syscall.Getenv(environment); set {
		if seed, err := strconv.ParseInt(readAll(0), 10, 64); err == nil {
			Start(seed)
		}
	}
}

// readAll reads a few bytes to the end.
func readAll(descriptor int) string {
	var buffer [32]byte
	length := 0
	for length < len(buffer) {
		n, err := syscall.Read(descriptor, buffer[length:])
		if err == syscall.EINTR {
			continue
		}
		if n <= 0 {
			break
		}
		length += n
	}
	return string(buffer[:length])
}

// Start turns perturbation on for the rest of the process. Call it before any other goroutine runs.
func Start(seed int64) {
	state = uint64(seed)
	Restart()
	on = true
}

// Restart begins to count the time that calls stay away anew: another test has begun.
//
//go:norace
func Restart() {
	begun, away = time.Now(), 0
}

// Point is called before every statement of a submission.
//
//go:norace
func Point() {
	if on {
		perturb()
	}
}

//go:norace
func perturb() {
	// SplitMix64 (Steele, Lea, Flood 2014).
	state += 0x9e3779b97f4a7c15
	random := state
	random = (random ^ random>>30) * 0xbf58476d1ce4e5b9
	random = (random ^ random>>27) * 0x94d049bb133111eb
	random ^= random >> 31
	switch {
	case random&awayMask == 1:
		stayAway(random >> 7)
	case random&yieldMask == 0:
		runtime.Gosched()
	}
}

//go:norace
func stayAway(random uint64) {
	if inBubble() {
		// Sleeping would move the bubble's clock, and a test that measures by it would fail.
		for range random % 64 {
			runtime.Gosched()
		}
		return
	}
	now := time.Now()
	if away > awayAtOnce+now.Sub(begun)/awayShare {
		return
	}
	time.Sleep(time.Duration(random % uint64(maxAway)))
	away += time.Since(now)
}

// inBubble reports whether the caller is in a bubble of testing/synctest, by its clock: it starts at midnight UTC
// 2000-01-01.
func inBubble() bool {
	return time.Now().Unix() < bubbleEnd
}

// bubbleEnd is 2020-01-01T00:00:00Z in Unix seconds: later than bubbles get, earlier than any real clock.
const bubbleEnd = 1_577_836_800
