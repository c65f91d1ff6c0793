// Package scenario keeps scores of players.
package scenario

import (
	"fmt"
	"sync"
)

type board struct {
	mu     sync.Mutex
	scores map[string]int
}

func (b *board) score(player string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.scores[player]
}

func (b *board) set(player string, score int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scores[player] = score
}

func (b *board) award(player string, points int) {
	b.set(player, b.score(player)+points)
}

// Run awards points to a player from two goroutines.
func Run() error {
	b := &board{scores: make(map[string]int)}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 80 {
				b.award("ada", 5)
			}
		})
	}
	wg.Wait()
	if got := b.score("ada"); got != 800 {
		return fmt.Errorf("the score is %d, want 800", got)
	}
	return nil
}
