// Package scenario stops an HTTP server while it answers a request, which is answered to its end.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

// Bubble says whether Run may be played in a bubble of testing/synctest.
const Bubble = false

type result struct {
	body string
	err  error
}

func fetch(client *http.Client, url string) result {
	response, err := client.Get(url)
	if err != nil {
		return result{err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return result{string(body), err}
}

// Run plays the scenario once and returns an error when its result is wrong. It can be called again and again.
func Run() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	arrived, stopping := make(chan struct{}), make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-stopping
		fmt.Fprint(w, "to the end")
	})}
	server.RegisterOnShutdown(func() { close(stopping) })
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()

	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer := make(chan result, 1)
	go func() { answer <- fetch(client, "http://"+l.Addr().String()) }()
	<-arrived
	if err := server.Shutdown(context.Background()); err != nil {
		return err
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("Serve returned %v", err)
	}
	if r := <-answer; r.err != nil || r.body != "to the end" {
		return fmt.Errorf("the answer is %q, %v", r.body, r.err)
	}
	return nil
}
