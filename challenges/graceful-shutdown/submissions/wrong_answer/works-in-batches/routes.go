package main

import (
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

const maxID = 64 // bytes

func routes(b *backlog) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		if b.isClosed() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("POST /items", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(post(w, r, b))
	})
	mux.HandleFunc("GET /slow", slow)
	return mux
}

// post offers an item to the backlog and returns the status to answer with.
func post(w http.ResponseWriter, r *http.Request, b *backlog) int {
	id, err := io.ReadAll(io.LimitReader(r.Body, maxID+1))
	if err != nil || len(id) == 0 || len(id) > maxID {
		return http.StatusBadRequest
	}
	for _, c := range id {
		if !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || c == '-') {
			return http.StatusBadRequest
		}
	}
	if !b.offer(string(id)) {
		w.Header().Set("Retry-After", "1")
		return http.StatusServiceUnavailable
	}
	return http.StatusAccepted
}

// slow answers in two parts, and gives up when the client does.
func slow(w http.ResponseWriter, r *http.Request) {
	d, err := time.ParseDuration(r.URL.Query().Get("for"))
	if err != nil || d < 0 {
		http.Error(w, "for: want a duration, such as 200ms", http.StatusBadRequest)
		return
	}
	io.WriteString(w, "begin\n")
	w.(http.Flusher).Flush()
	if pause(r.Context(), d) == nil {
		io.WriteString(w, "end\n")
	}
}

// freshConns are the connections on which nothing has come yet. The server's
// Shutdown gives them some seconds, which we do not have.
type freshConns struct {
	conns sync.Map // of net.Conn
	mu    sync.RWMutex
	isOff bool
}

// observe is the server's ConnState.
func (f *freshConns) observe(conn net.Conn, state http.ConnState) {
	if state != http.StateNew {
		f.conns.Delete(conn)
		return
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.isOff {
		conn.Close()
		return
	}
	f.conns.Store(conn, nil)
}

// shut closes them all, and those that are still to come.
func (f *freshConns) shut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.isOff = true
	f.conns.Range(func(conn, _ any) bool {
		conn.(net.Conn).Close()
		return true
	})
}
