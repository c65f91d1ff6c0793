// Package scenario wakes an event loop, which waits in a system call, through a pipe.
package scenario

import (
	"fmt"
	"os"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

// A loop waits for bytes; each says that there is a job. The jobs have a lock, the loop's log has none.
type loop struct {
	wake *os.File
	mu   sync.Mutex
	jobs []func()
	log  []string
}

func (l *loop) post(job func()) {
	l.mu.Lock()
	l.jobs = append(l.jobs, job)
	l.mu.Unlock()
	l.wake.Write([]byte{1})
}

func (l *loop) run(woken *os.File) {
	var one [1]byte
	for {
		if _, err := woken.Read(one[:]); err != nil {
			return // the other end is closed
		}
		l.mu.Lock()
		job := l.jobs[0]
		l.jobs = l.jobs[1:]
		l.mu.Unlock()
		job()
	}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	woken, wake, err := os.Pipe()
	if err != nil {
		return err
	}
	defer woken.Close()
	l := &loop{wake: wake}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.run(woken)
	}()
	var posters sync.WaitGroup
	for i := range 4 {
		posters.Go(func() {
			l.post(func() { l.log = append(l.log, fmt.Sprint("job ", i)) })
		})
	}
	posters.Wait()
	wake.Close()
	<-ended
	if len(l.log) != 4 {
		return fmt.Errorf("the log is %v, want 4 jobs", l.log)
	}
	return nil
}
