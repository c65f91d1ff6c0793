// Package scenario logs requests as JSON, from many goroutines through one handler.
package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

// A user is hidden from logs by its LogValue.
type user struct{ name, password string }

func (u *user) LogValue() slog.Value { return slog.GroupValue(slog.String("name", u.name)) }

type line struct {
	Msg     string
	Service string
	Request struct {
		ID   int
		User struct{ Name string }
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	var out bytes.Buffer // the handler writes to it under a lock of its own
	logger := slog.New(slog.NewJSONHandler(&out, nil)).With("service", "shop").WithGroup("request")
	ann := &user{name: "ann", password: "secret"}
	var requests sync.WaitGroup
	for i := range 20 {
		requests.Go(func() {
			logger.With("id", i).Info("handled", "user", ann)
			logger.Debug("not shown", "user", ann)
		})
	}
	requests.Wait()
	seen := map[int]bool{}
	for lines := json.NewDecoder(&out); lines.More(); {
		var l line
		if err := lines.Decode(&l); err != nil {
			return err
		}
		if l.Msg != "handled" || l.Service != "shop" || l.Request.User.Name != "ann" {
			return fmt.Errorf("a line reads %+v", l)
		}
		seen[l.Request.ID] = true
	}
	if len(seen) != 20 {
		return fmt.Errorf("%d requests were logged, want 20", len(seen))
	}
	return nil
}
