package token

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	callbackPath = "/callback"
	// patience is how long a person may take to sign in.
	patience = 5 * time.Minute
)

// A Loopback is the place on this machine to which a browser brings the answer of a
// sign-in (RFC 8252, 7.3).
type Loopback struct {
	// Redirect is its address, http://127.0.0.1:PORT/callback.
	Redirect string
	// State has to be sent with the question. It comes back with the answer and with
	// nothing else, so that nobody can bring an answer to another question.
	State string

	server   *http.Server
	answers  chan url.Values
	served   chan struct{} // closed when the server has ended
	patience time.Duration
}

// Listen begins to wait for a browser at a port of the loopback address; 0 takes any
// that is free. Close ends it.
func Listen(ctx context.Context, port int) (*Loopback, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("listen for the browser on port %d: %w", port, err)
	}
	l := &Loopback{
		Redirect: "http://" + listener.Addr().String() + callbackPath, State: rand.Text(),
		answers: make(chan url.Values, 1), served: make(chan struct{}), patience: patience,
	}
	l.server = &http.Server{Handler: http.HandlerFunc(l.land), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(l.served)
		_ = l.server.Serve(listener) // ends with ErrServerClosed
	}()
	return l, nil
}

// Wait returns the parameters of the first answer with the right state, be it a code
// or a refusal. The error is that of ctx, or a [context.DeadlineExceeded] in
// words if nobody came within five minutes.
func (l *Loopback) Wait(ctx context.Context) (url.Values, error) {
	timer := time.NewTimer(l.patience)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, &lateError{after: l.patience}
	case came := <-l.answers:
		return came, nil
	}
}

// Close ends the waiting when the page that says so has reached the browser, or
// after a second.
func (l *Loopback) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if l.server.Shutdown(ctx) != nil {
		_ = l.server.Close()
	}
	<-l.served
}

// land is the page that the browser is sent back to.
func (l *Loopback) land(w http.ResponseWriter, r *http.Request) {
	came := r.URL.Query()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Connection", "close")
	switch {
	case r.URL.Path != callbackPath || r.Method != http.MethodGet:
		w.WriteHeader(http.StatusNotFound)
		return
	case subtle.ConstantTimeCompare([]byte(came.Get("state")), []byte(l.State)) != 1:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, "This is not the answer that realmctl waits for.\n")
		return
	}
	words := "You are signed in. This window can be closed.\n"
	if came.Get("error") != "" {
		words = "The sign-in was refused; realmctl says why. This window can be closed.\n"
	}
	_, _ = io.WriteString(w, words)
	select {
	case l.answers <- came:
	default: // a reload of the page
	}
}

// lateError says in words how long was waited.
type lateError struct{ after time.Duration }

func (e *lateError) Error() string        { return "the browser did not come back within " + e.after.String() }
func (e *lateError) Is(target error) bool { return target == context.DeadlineExceeded }
