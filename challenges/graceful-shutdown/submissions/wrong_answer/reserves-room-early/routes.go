package main

import (
	"errors"
	"io"
	"net/http"
	"time"
)

func routes(items *items) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		if items.isClosed() {
			http.Error(w, "shutting down", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("POST /items", func(w http.ResponseWriter, r *http.Request) {
		// Why read what there is no room for?
		if !items.reserve() {
			refuse(w)
			return
		}
		id, err := readID(r.Body)
		switch {
		case err != nil:
			items.release()
			http.Error(w, err.Error(), http.StatusBadRequest)
		case items.add(id):
			w.WriteHeader(http.StatusAccepted)
		default:
			refuse(w)
		}
	})
	mux.HandleFunc("GET /slow", slow)
	return mux
}

func refuse(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "try again later", http.StatusServiceUnavailable)
}

const maxID = 64 // bytes

// readID reads an id of letters, digits and hyphens.
func readID(body io.Reader) (string, error) {
	id, err := io.ReadAll(io.LimitReader(body, maxID+1))
	switch {
	case err != nil:
		return "", err
	case len(id) == 0:
		return "", errors.New("the id is missing")
	case len(id) > maxID:
		return "", errors.New("the id is longer than 64 bytes")
	}
	for _, c := range id {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '-' {
			return "", errors.New("the id has other characters than letters, digits and hyphens")
		}
	}
	return string(id), nil
}

// slow answers in two parts, and gives up when the client does.
func slow(w http.ResponseWriter, r *http.Request) {
	d, err := time.ParseDuration(r.URL.Query().Get("for"))
	if err != nil || d < 0 {
		http.Error(w, "for: want a duration, such as 200ms", http.StatusBadRequest)
		return
	}
	io.WriteString(w, "begin\n")
	http.NewResponseController(w).Flush()
	select {
	case <-time.After(d):
		io.WriteString(w, "end\n")
	case <-r.Context().Done():
	}
}
