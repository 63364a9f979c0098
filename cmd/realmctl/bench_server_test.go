package main

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

// A tally is the requests that a server has answered.
type tally struct {
	reads, writes int
	refused       string // the first request that it did not understand
}

// A benchServer answers from memory over loopback, and counts.
type benchServer struct {
	*httptest.Server
	mu    sync.Mutex
	tally tally
}

// newBenchServer serves a tenant whose answers take some time on their way.
func newBenchServer(tb testing.TB, h http.Handler, delay func(*http.Request) time.Duration) *benchServer {
	tb.Helper()
	s := &benchServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(delay(r))
		seen := &statusWriter{ResponseWriter: w}
		h.ServeHTTP(seen, r)
		s.count(r, seen.status)
	}))
	tb.Cleanup(s.shut)
	return s
}

// shut ends the server, also when a client still holds a connection.
func (s *benchServer) shut() {
	s.CloseClientConnections()
	s.Close()
}

func (s *benchServer) count(r *http.Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == http.MethodGet {
		s.tally.reads++
	} else {
		s.tally.writes++
	}
	if status >= http.StatusBadRequest && s.tally.refused == "" {
		s.tally.refused = r.Method + " " + r.URL.String()
	}
}

// take returns what was counted since the last time.
func (s *benchServer) take() tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tally
	s.tally = tally{}
	return t
}

// A statusWriter remembers a status that is not 200.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// latency is a network with the same delay for each request.
func latency(d time.Duration) func(*http.Request) time.Duration {
	return func(*http.Request) time.Duration { return d }
}

// respond sends parts of one document: pages are kept, what is around them is not.
func respond(w http.ResponseWriter, status int, parts ...[]byte) {
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(status)
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return // the client has gone
		}
	}
}

// benchToken opens nothing.
const benchToken = "bench"
