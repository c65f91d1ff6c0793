package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"sync"
	"time"
)

const maxID = 64 // bytes

var validID = regexp.MustCompile(`^[0-9A-Za-z-]+$`)

func routes(q *queue) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		if q.isClosed() {
			http.Error(w, "shutting down", http.StatusServiceUnavailable)
		}
	})
	// GET is how a browser asks; everybody else wants to post.
	post := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			http.Error(w, "use POST", http.StatusMethodNotAllowed)
			return
		}
		id, err := readID(w, r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if !q.offer(id) {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "try again later", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	}
	mux.HandleFunc("/items", post)
	mux.HandleFunc("/items/", post)
	mux.HandleFunc("GET /slow", slow)
	return mux
}

func readID(w http.ResponseWriter, r *http.Request) (string, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxID))
	if err != nil {
		return "", err
	}
	if !validID.Match(body) {
		return "", errors.New("an id is 1 to 64 letters, digits and hyphens")
	}
	return string(body), nil
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
	if sleep(r.Context(), d) == nil {
		io.WriteString(w, "end\n")
	}
}

// unused knows the connections on which no request has come yet. Shutdown
// would wait seconds for them, in the hope of a request.
type unused struct {
	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool
}

// observe is the server's ConnState.
func (u *unused) observe(conn net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(u.conns, conn)
	case u.closed:
		conn.Close()
	default:
		u.conns[conn] = struct{}{}
	}
}

// close closes them, and those that are still to come.
func (u *unused) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	for conn := range u.conns {
		conn.Close()
	}
}
