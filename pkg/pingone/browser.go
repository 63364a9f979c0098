package pingone

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

const callbackPath = "/callback"

// Browser signs a person in with a browser on this machine: an authorisation code
// with PKCE that comes back to http://127.0.0.1:PORT/callback (RFC 8252), which has
// to be a redirect URI of the application. Port 0 takes any that is free; open
// shows an address to the person.
func Browser(ctx context.Context, c *rest.Client, a App, port int, open func(address string) error) (token.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	t, err := a.browse(ctx, c, port, open)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		return token.Token{}, &identity.Error{Kind: identity.Timeout, Op: signIn, Detail: "the browser did not come back within " + patience.String(), Err: err}
	}
	if err != nil {
		return token.Token{}, a.failSignIn(err)
	}
	return t, nil
}

func (a App) browse(ctx context.Context, c *rest.Client, port int, open func(string) error) (token.Token, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return token.Token{}, identity.Errorf(identity.Usage, "listen for the browser on port %d: %w", port, err)
	}
	pkce, err := token.NewPKCE()
	if err != nil {
		_ = listener.Close()
		return token.Token{}, err
	}
	back, state := "http://"+listener.Addr().String()+callbackPath, rand.Text()
	address := strings.TrimSuffix(c.Base().String(), "/") + a.path("authorize") + "?" + parameters(
		"response_type", "code", "client_id", a.ClientID, "redirect_uri", back, "scope", strings.Join(append([]string{"openid"}, a.Scopes...), " "),
		"state", state, "code_challenge", pkce.Challenge, "code_challenge_method", "S256")
	came, err := receive(ctx, listener, state, func() error { return open(address) })
	if err != nil {
		return token.Token{}, err
	}
	code, err := codeOf(came)
	if err != nil {
		return token.Token{}, err
	}
	return a.ask(ctx, c, time.Now(), "grant_type", "authorization_code", "code", code, "redirect_uri", back, "code_verifier", pkce.Verifier)
}

// receive serves the loopback address until the browser brings an answer with the
// right state, and closes the listener.
func receive(ctx context.Context, listener net.Listener, state string, open func() error) (url.Values, error) {
	answers := make(chan url.Values, 1)
	server := &http.Server{Handler: landing(state, answers), ReadHeaderTimeout: 10 * time.Second}
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
		return nil, identity.Errorf(identity.API, "open the browser: %w", err)
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case came := <-answers:
		return came, nil
	}
}

// landing is the page that the browser is sent back to.
func landing(state string, answers chan<- url.Values) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		came := r.URL.Query()
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Connection", "close")
		if r.URL.Path != callbackPath || r.Method != http.MethodGet {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		if subtle.ConstantTimeCompare([]byte(came.Get("state")), []byte(state)) != 1 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		words := "You are signed in; this window can be closed.\n"
		if came.Get("error") != "" {
			words = "The sign-in was refused; the program that asked says why.\n"
		}
		_, _ = io.WriteString(w, words)
		select {
		case answers <- came:
		default: // the page was loaded again
		}
	})
}

// codeOf reads the parameters that the browser brought.
func codeOf(came url.Values) (string, error) {
	if refusal := came.Get("error"); refusal != "" {
		return "", &identity.Error{Kind: identity.Auth, Code: clean(refusal), Detail: inSentence(clean(firstOf(came.Get("error_description"), refusal)))}
	}
	if code := came.Get("code"); code != "" {
		return code, nil
	}
	return "", &identity.Error{Kind: identity.API, Detail: "the service gave no authorisation code", Err: errUnreadable}
}
