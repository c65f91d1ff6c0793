// Package scenario sends orders as JSON over a channel and checks what arrives.
package scenario

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = true

type item struct {
	Name  string            `json:"name"`
	Price float64           `json:"price"`
	Tags  map[string]string `json:"tags,omitempty"`
}

type order struct {
	Number int     `json:"number"`
	Items  []item  `json:"items"`
	Parent *order  `json:"parent,omitempty"`
	Note   *string `json:"note"`
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	note := "urgent" // all orders point to it, and none writes it
	parent := &order{Number: 1, Items: []item{{Name: "nut", Price: 0.5, Tags: map[string]string{"size": "m4"}}}}
	wire := make(chan []byte, 2)
	errs := make(chan error, 16)
	var senders, receivers sync.WaitGroup
	for n := range 8 {
		senders.Go(func() {
			text, err := json.Marshal(order{Number: n, Items: parent.Items, Parent: parent, Note: &note})
			if err != nil {
				errs <- err
			}
			wire <- text
		})
		receivers.Go(func() {
			var got order
			if err := json.Unmarshal(<-wire, &got); err != nil {
				errs <- err
			} else if !reflect.DeepEqual(got.Parent, parent) || *got.Note != note {
				errs <- fmt.Errorf("order %+v has arrived", got)
			}
		})
	}
	senders.Wait()
	receivers.Wait()
	close(errs)
	return <-errs
}
