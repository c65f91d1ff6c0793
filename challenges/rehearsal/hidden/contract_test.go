package hits_test

import (
	"maps"
	"strconv"
	"testing"

	"your/hits"
)

// A negative number takes hits away, and 0 is enough to be in the snapshot.
func TestTakesAnyNumber(t *testing.T) {
	var c hits.Counter
	c.Add("home", 5)
	c.Add("home", -2)
	c.Add("about", 0)
	c.Add("", 1)
	c.Add("owing", -7)

	expect(t, &c, "home", 3)
	expect(t, &c, "about", 0)
	expect(t, &c, "", 1)
	expect(t, &c, "owing", -7)
	want := map[string]int{"home": 3, "about": 0, "": 1, "owing": -7}
	if got := c.Snapshot(); !maps.Equal(got, want) {
		t.Errorf("the snapshot is %v, want %v", got, want)
	}
}

// Each of four goroutines counts a name of its own, and asks after every hit.
func TestAddIsSeenAtOnce(t *testing.T) {
	var c hits.Counter
	atOnce(4, func(i int) {
		name := "page " + strconv.Itoa(i)
		for added := 1; added <= 50; added++ {
			c.Add(name, 1)
			value, snapshot := c.Value(name), c.Snapshot()[name]
			if value != added || snapshot != added {
				t.Errorf("after %d calls of Add(%q, 1) Value is %d and the snapshot has %d", added, name, value, snapshot)
				return
			}
		}
	})
}
