// Package scenario asks several replicas and takes the first answer.
package scenario

import "fmt"

type replica struct {
	name string
	rows map[string]int
}

func (r *replica) read(key string) int { return r.rows[key] }

// readAny returns the answer of the fastest replica.
func readAny(replicas []*replica, key string) int {
	answers := make(chan int)
	for _, r := range replicas {
		go func() {
			answers <- r.read(key)
		}()
	}
	return <-answers
}

// Run reads two keys from three replicas.
func Run() error {
	rows := map[string]int{"a": 1, "b": 2}
	replicas := []*replica{{"eu", rows}, {"us", rows}, {"asia", rows}}
	for key, want := range rows {
		if got := readAny(replicas, key); got != want {
			return fmt.Errorf("%s is %d, want %d", key, got, want)
		}
	}
	return nil
}
