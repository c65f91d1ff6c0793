// Package scenario sends commands to a goroutine that owns a counter.
package scenario

import "fmt"

type command struct {
	add   int
	reply chan result
}

type result struct {
	value int
	err   error
}

type counter struct {
	commands chan command
}

func (c *counter) own() {
	value := 0
	for cmd := range c.commands {
		if value+cmd.add < 0 {
			cmd.reply <- result{value, fmt.Errorf("%d is too little", value)}
			continue
		}
		value += cmd.add
		cmd.reply <- result{value: value}
	}
}

func (c *counter) add(n int) (int, error) {
	cmd := command{n, make(chan result, 1)}
	c.commands <- cmd
	if err := (<-cmd.reply).err; err != nil {
		return 0, err
	}
	return (<-cmd.reply).value, nil
}

// Run counts up and too far down.
func Run() error {
	c := &counter{commands: make(chan command)}
	go c.own()
	defer close(c.commands)
	if _, err := c.add(-1); err == nil {
		return fmt.Errorf("expected an error below zero, got none")
	}
	if value, err := c.add(5); err != nil || value != 5 {
		return fmt.Errorf("counted to %d (%v), want 5", value, err)
	}
	return nil
}
