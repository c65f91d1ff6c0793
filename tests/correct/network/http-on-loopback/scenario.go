// Package scenario counts visits with an HTTP server on the loopback interface and several clients at once.
package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type counter struct {
	mu     sync.Mutex
	visits map[string]int
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.visits[r.URL.Path]++
	json.NewEncoder(w).Encode(map[string]int{"visits": c.visits[r.URL.Path]})
}

// visit returns which visit of the page it was.
func visit(client *http.Client, url string) (int, error) {
	response, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	var answer struct{ Visits int }
	err = json.NewDecoder(response.Body).Decode(&answer)
	return answer.Visits, err
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	c := &counter{visits: map[string]int{}}
	server := httptest.NewServer(c)
	defer server.Close() // closes idle connections, too
	var visitors sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		visitors.Go(func() {
			for range 3 {
				n, err := visit(server.Client(), fmt.Sprint(server.URL, "/", i%2))
				if err == nil && (n < 1 || n > 6) {
					err = fmt.Errorf("this was visit %d", n)
				}
				errs[i] = errors.Join(errs[i], err)
			}
		})
	}
	visitors.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.visits["/0"] != 6 || c.visits["/1"] != 6 {
		errs = append(errs, fmt.Errorf("the visits are %v, want 6 each", c.visits))
	}
	return errors.Join(errs...)
}
