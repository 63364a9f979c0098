package aic

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// BrowserOptions say how to sign in with a browser.
type BrowserOptions struct {
	// ClientID is a public OAuth 2 client of the tenant that redirects to
	// http://127.0.0.1:PORT/callback.
	ClientID string
	// Port is that port; 0 takes any that is free.
	Port int
	// Scopes to ask for; none means those for users and for realm configuration.
	Scopes []string
	// Open shows an address to the person.
	Open func(address string) error
}

const (
	callbackPath = "/callback"
	// patience is how long a person may take to sign in.
	patience = 5 * time.Minute
)

// Browser signs a person in with a browser on this machine: an authorisation code
// with PKCE that comes back to a loopback address (RFC 8252). The answer has to
// carry the state that was sent, and to come within five minutes.
func Browser(ctx context.Context, c *rest.Client, o BrowserOptions) (token.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	t, err := browse(ctx, c, o)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		return token.Token{}, &identity.Error{Kind: identity.Timeout, Op: signIn, Detail: "the browser did not come back within " + patience.String(), Err: err}
	}
	if err != nil {
		return token.Token{}, failSignIn(err)
	}
	return t, nil
}

func browse(ctx context.Context, c *rest.Client, o BrowserOptions) (token.Token, error) {
	if o.ClientID == "" {
		return token.Token{}, identity.Errorf(identity.Usage, "signing in with a browser needs the id of a client of the tenant")
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(o.Port)))
	if err != nil {
		return token.Token{}, identity.Errorf(identity.Usage, "listen for the browser on port %d: %w", o.Port, err)
	}
	pkce, err := token.NewPKCE()
	if err != nil {
		_ = listener.Close()
		return token.Token{}, err
	}
	back := "http://" + listener.Addr().String() + callbackPath
	state := rand.Text()
	code, err := receive(ctx, listener, state, func() error {
		return o.Open(root(c) + authorizePath + "?" + o.query(back, state, pkce.Challenge))
	})
	if err != nil {
		return token.Token{}, err
	}
	form := queryBuilder{}
	form.add("grant_type", "authorization_code")
	form.add("code", code)
	form.add("redirect_uri", back)
	form.add("code_verifier", pkce.Verifier)
	form.add("client_id", o.ClientID)
	return askToken(ctx, c, form.String(), nil, time.Now())
}

// query is what the browser asks the tenant.
func (o BrowserOptions) query(back, state, challenge string) string {
	scopes := o.Scopes
	if len(scopes) == 0 {
		scopes = []string{scopeIDM, scopeAM}
	}
	q := queryBuilder{}
	q.add("response_type", "code")
	q.add("client_id", o.ClientID)
	q.add("redirect_uri", back)
	q.add("scope", strings.Join(scopes, " "))
	q.add("state", state)
	q.add("code_challenge", challenge)
	q.add("code_challenge_method", "S256")
	return q.String()
}

// receive serves the loopback address until the browser brings an answer with the
// right state. It closes the listener.
func receive(ctx context.Context, listener net.Listener, state string, open func() error) (string, error) {
	answers := make(chan url.Values, 1)
	server := &http.Server{Handler: redirectHandler(state, answers), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends with ErrServerClosed
	}()
	defer func() {
		// The page that says "done" is on its way to the browser.
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(end) != nil {
			_ = server.Close()
		}
		<-served
	}()
	if err := open(); err != nil {
		return "", identity.Errorf(identity.API, "open the browser: %w", err)
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case query := <-answers:
		return codeOf(query)
	}
}

func redirectHandler(state string, answers chan<- url.Values) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Connection", "close")
		switch {
		case r.URL.Path != callbackPath || r.Method != http.MethodGet:
			w.WriteHeader(http.StatusNotFound)
			return
		case subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(state)) != 1:
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "This is not the answer that realmctl waits for.\n")
			return
		}
		words := "You are signed in. This window can be closed.\n"
		if query.Get("error") != "" {
			words = "The sign-in was refused; realmctl says why. This window can be closed.\n"
		}
		_, _ = io.WriteString(w, words)
		select {
		case answers <- query:
		default: // a reload of the page
		}
	})
}
