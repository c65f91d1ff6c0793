package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	maxID   = 64 // bytes
	idChars = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"
)

func (o *owner) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", o.health)
	mux.HandleFunc("POST /items", o.post)
	mux.HandleFunc("GET /slow", slow)
	return mux
}

func (o *owner) health(w http.ResponseWriter, r *http.Request) {
	if !o.isServing() {
		http.Error(w, "shutting down", http.StatusServiceUnavailable)
	}
}

func (o *owner) post(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxID+1))
	if id := string(body); err != nil || !isID(id) {
		http.Error(w, "want an id: 1 to 64 letters, digits and hyphens", http.StatusBadRequest)
	} else if !o.offer(id) {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "try again later", http.StatusServiceUnavailable)
	} else {
		w.WriteHeader(http.StatusAccepted)
	}
}

func isID(s string) bool {
	return s != "" && len(s) <= maxID && strings.Trim(s, idChars) == ""
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
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		io.WriteString(w, "end\n")
	case <-r.Context().Done():
	}
}

// offer asks the owner to queue an item. It is refused when nobody is there
// any more to answer.
func (o *owner) offer(id string) bool {
	taken := make(chan bool, 1)
	select {
	case o.offers <- offer{id, taken}:
		return <-taken
	case <-o.gone:
		return false
	}
}

func (o *owner) isServing() bool {
	reply := make(chan bool, 1)
	select {
	case o.statuses <- reply:
		return <-reply
	case <-o.gone:
		return false
	}
}

// observe is the server's ConnState.
func (o *owner) observe(conn net.Conn, state http.ConnState) {
	noted := make(chan struct{})
	select {
	case o.conns <- connChange{conn, state, noted}:
		<-noted
	case <-o.gone:
	}
}
