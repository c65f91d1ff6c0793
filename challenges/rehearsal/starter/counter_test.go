// These tests show what the counter is for. They are the visible part of the
// grading; hidden tests look at the rest of the contract.

package hits_test

import (
	"maps"
	"strconv"
	"sync"
	"testing"

	"your/hits"
)

// atOnce calls f in n goroutines, with numbers from 0, and waits for them.
func atOnce(n int, f func(i int)) {
	var callers sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		callers.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	callers.Wait()
}

// expect fails the test unless Value(name) is want.
func expect(t *testing.T, c *hits.Counter, name string, want int) {
	t.Helper()
	if got := c.Value(name); got != want {
		t.Errorf("Value(%q) is %d, want %d", name, got, want)
	}
}

// Each name has a count of its own, and so has each counter.
func TestCountsByName(t *testing.T) {
	var c, other hits.Counter
	c.Add("home", 1)
	c.Add("about", 10)
	c.Add("home", 2)
	other.Add("home", 100)

	expect(t, &c, "home", 3)
	expect(t, &c, "about", 10)
	expect(t, &other, "home", 100)
}

// Nobody has added the name: it counts 0, and asking for it does not add it.
func TestAskingAddsNothing(t *testing.T) {
	var c hits.Counter
	c.Add("home", 1)
	expect(t, &c, "nobody", 0)
	if got, want := c.Snapshot(), map[string]int{"home": 1}; !maps.Equal(got, want) {
		t.Errorf("after Value(\"nobody\") the snapshot is %v, want %v: asking for a name must not add it", got, want)
	}
}

// What is done to the counter does not change a snapshot, nor the reverse.
func TestSnapshotIsACopy(t *testing.T) {
	var c hits.Counter
	empty := c.Snapshot()
	if empty == nil {
		t.Fatal("the snapshot of a new counter is nil, want an empty map: its caller may write to it")
	}
	c.Add("home", 1)
	earlier := c.Snapshot()
	c.Add("home", 1)
	c.Add("about", 1)
	if len(empty) != 0 {
		t.Errorf("later Adds changed the empty snapshot of a new counter to %v", empty)
	}
	if want := map[string]int{"home": 1}; !maps.Equal(earlier, want) {
		t.Errorf("later Adds changed a snapshot from %v to %v", want, earlier)
	}

	mine := c.Snapshot()
	mine["home"] = 100
	mine["mine"] = 1
	if got, want := c.Snapshot(), (map[string]int{"home": 2, "about": 1}); !maps.Equal(got, want) {
		t.Errorf("after somebody wrote to an earlier snapshot the next one is %v, want %v", got, want)
	}
	expect(t, &c, "home", 2)
}

// Eight goroutines count the same name, and not one hit gets lost.
func TestAddsAtOnce(t *testing.T) {
	const goroutines, adds = 8, 1000
	var c hits.Counter
	atOnce(goroutines, func(int) {
		for range adds {
			c.Add("home", 1)
		}
	})
	if got, want := c.Value("home"), goroutines*adds; got != want {
		t.Errorf("%d goroutines called Add(\"home\", 1) %d times each: Value(\"home\") is %d, want %d",
			goroutines, adds, got, want)
	}
}

// Again and again, four goroutines are the first to add the same name.
func TestNewNamesAtOnce(t *testing.T) {
	const goroutines, names = 4, 100
	var c hits.Counter
	for i := range names {
		name := "page " + strconv.Itoa(i)
		atOnce(goroutines, func(int) { c.Add(name, 1) })
		if got := c.Value(name); got != goroutines {
			t.Fatalf("%d goroutines were the first to call Add(%q, 1), at the same time: Value(%q) is %d, want %d",
				goroutines, name, name, got, goroutines)
		}
	}
}

// Four goroutines add while four others read. What only grows is never seen
// to shrink.
func TestReadsDuringAdds(t *testing.T) {
	const writers, readers, rounds = 4, 4, 100
	var c hits.Counter
	write := func() {
		for range rounds {
			c.Add("home", 1)
		}
	}
	read := func(reader int) {
		last := 0
		for round := range rounds {
			value := c.Value("home")
			snapshot := c.Snapshot()["home"]
			if value < last || snapshot < value {
				t.Errorf("the hits of \"home\" only grow, and were seen as %d, then %d, then %d", last, value, snapshot)
				return
			}
			last = snapshot
			name := "nobody " + strconv.Itoa(reader*rounds+round)
			if got := c.Value(name); got != 0 {
				t.Errorf("Value(%q) is %d, want 0: nobody has added it", name, got)
				return
			}
		}
	}
	atOnce(writers+readers, func(i int) {
		if i < writers {
			write()
		} else {
			read(i)
		}
	})
	expect(t, &c, "home", writers*rounds)
}
