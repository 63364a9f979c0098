package sandbox

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// pingGrantError is a refusal of the token endpoint: OAuth's shape with the platform's id, not the API's.
type pingGrantError struct {
	status      int
	Code        string `json:"error"`
	Description string `json:"error_description"`
	ID          string `json:"id"`
}

// Error returns OAuth's code and the description.
func (e *pingGrantError) Error() string { return e.Code + ": " + e.Description }

func refuseGrant(code, description string) *pingGrantError {
	status := http.StatusBadRequest
	if code == "invalid_client" {
		status = http.StatusUnauthorized
	}
	return &pingGrantError{status, code, description, uuid.NewString()}
}

// signIn is one request to a sign-in endpoint of an environment.
type signIn struct {
	*pingOne
	r      *http.Request
	tenant *tenant
	env    string
	issuer string
	form   url.Values
	client string // who asks, proven as far as it has to be
	proven bool   // by its secret
}

// signInAt finds the environment of a sign-in request and reads its form. A path without environment, as on a domain of
// the customer's own, is that of the worker.
func (p *pingOne) signInAt(w http.ResponseWriter, r *http.Request) (*signIn, error) {
	t, err := p.founded(r.Context())
	if err != nil {
		return nil, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, refuseGrant("invalid_request", "The request could not be parsed.")
	}
	s := &signIn{pingOne: p, r: r, tenant: t, env: r.PathValue("env"), issuer: pingOrigin(r), form: r.PostForm}
	if s.env == "" {
		s.env = homeEnvironment()
	} else {
		s.issuer += "/" + s.env
	}
	s.issuer += "/as"
	return s, p.store.Read(r.Context(), func(tx *store.Tx) error {
		_, err := findEnvironment(tx, s.env)
		return err
	})
}

// answersGrant makes a handler of the router's kind of an endpoint that answers in OAuth's shape.
func (p *pingOne) answersGrant(h func(*signIn) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		s, err := p.signInAt(w, r)
		var body any
		if err == nil {
			body, err = h(s)
		}
		var refused *pingGrantError
		switch {
		case errors.As(err, &refused):
			if refused.status == http.StatusUnauthorized && r.Header.Get("Authorization") != "" {
				w.Header().Set("WWW-Authenticate", `Basic realm="pingone"`)
			}
			answerJSON(w, refused.status, refused)
		case err != nil:
			refusePing(w, r, err)
		default:
			answerJSON(w, http.StatusOK, body)
		}
	}
}

// authenticate finds out who asks: by HTTP basic, by a secret in the form, or by the client's id alone, which is enough
// for a person's sign-in. The one client there is lives in the first environment.
func (s *signIn) authenticate() error {
	id, secret, basic := s.r.BasicAuth()
	if basic {
		id, secret = unescaped(id), unescaped(secret)
	} else {
		id, secret = s.form.Get("client_id"), s.form.Get("client_secret")
	}
	right := subtle.ConstantTimeCompare([]byte(secret), []byte(s.tenant.workerSecret())) == 1
	if id != workerID() || s.env != homeEnvironment() || secret != "" && !right || basic && !right {
		return refuseGrant("invalid_client", "Request denied: Invalid client credentials")
	}
	s.client, s.proven = id, right
	return nil
}

// unescaped is a part of HTTP basic credentials, which OAuth wants to be form encoded.
func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
