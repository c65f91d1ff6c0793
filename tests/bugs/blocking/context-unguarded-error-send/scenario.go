// Package scenario searches several shards until one fails.
package scenario

import (
	"context"
	"errors"
	"fmt"
)

var errDown = errors.New("shard is down")

type finding struct {
	shard, hits int
}

func search(ctx context.Context, shard int, found chan<- finding, failed chan<- error) {
	if shard%2 == 1 {
		failed <- fmt.Errorf("shard %d: %w", shard, errDown)
		return
	}
	select {
	case found <- finding{shard, 10}:
	case <-ctx.Done():
	}
}

func searchAll(shards int) (hits int, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	found, failed := make(chan finding), make(chan error)
	for shard := range shards {
		go search(ctx, shard, found, failed)
	}
	for range shards {
		select {
		case f := <-found:
			hits += f.hits
		case err := <-failed:
			return hits, err
		}
	}
	return hits, nil
}

// Run searches one shard, and then four, of which two are down.
func Run() error {
	if hits, err := searchAll(1); err != nil || hits != 10 {
		return fmt.Errorf("found %d (%v), want 10", hits, err)
	}
	if _, err := searchAll(4); !errors.Is(err, errDown) {
		return fmt.Errorf("the search ended with %v, want %v", err, errDown)
	}
	return nil
}
