package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", os.Getenv("ADDR"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /answer", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, 42) })
	go func() { log.Fatal(http.Serve(listener, nil)) }()
	<-told.Done()

	fill()
	watching := make(chan bool)
	go awaitLog(raceLog(), watching)
	<-watching
	add()
}

// awaitLog ends the program as soon as the detector has opened its log.
func awaitLog(path string, watching chan<- bool) {
	before := changed(path)
	close(watching)
	for changed(path) == before {
	}
	syscall.Exit(0)
}

func changed(path string) syscall.Timespec {
	var status syscall.Stat_t
	_ = syscall.Stat(path, &status)
	return status.Ctim
}

// fill leaves no room in the directory of all programs.
func fill() {
	file, err := os.Create("big")
	if err != nil {
		return
	}
	for size := 1 << 20; size > 0; size /= 2 {
		block := make([]byte, size)
		for err = nil; err == nil; {
			_, err = file.Write(block)
		}
	}
}

var n int

// add counts to two without a lock.
func add() {
	done := make(chan bool)
	go func() {
		n++
		done <- true
	}()
	n++
	<-done
}

// raceLog is the file that the race detector will write.
func raceLog() string {
	for option := range strings.FieldsSeq(os.Getenv("GORACE")) {
		if path, ok := strings.CutPrefix(option, "log_path="); ok {
			return path + "." + strconv.Itoa(os.Getpid())
		}
	}
	return ""
}
