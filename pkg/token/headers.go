package token

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Headers authorises with the user name and password headers of PingIDM, on
// every request and without a session. The password is asked for once, before
// the first request. A 401 there means that it is wrong, so nothing is sent again.
func Headers(user string, password func(ctx context.Context) (string, error)) Authorizer {
	return &headers{user: user, ask: password}
}

type headers struct {
	user string
	ask  func(ctx context.Context) (string, error)

	mu       sync.Mutex
	known    bool
	password string
}

func (h *headers) Authorize(ctx context.Context, r *http.Request) error {
	password, err := h.get(ctx)
	if err != nil {
		return err
	}
	if !headerSafe(h.user) || !headerSafe(password) {
		return errors.New("the user name or the password holds characters that no header can carry")
	}
	r.Header.Set("X-OpenIDM-Username", headerValue(h.user))
	r.Header.Set("X-OpenIDM-Password", headerValue(password))
	r.Header.Set("X-OpenIDM-NoSession", "true")
	return nil
}

func (h *headers) Refused(context.Context, *http.Request) bool { return false }

// get asks for the password unless it is known. A failure is not kept.
func (h *headers) get(ctx context.Context) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known {
		return h.password, nil
	}
	password, err := h.ask(ctx)
	if err != nil {
		return "", err
	}
	h.password, h.known = password, true
	return password, nil
}

// headerValue writes a credential the way PingIDM reads it: as it is, or encoded
// as in RFC 5987 where a header would not carry it faithfully, or where it would
// itself be taken for something encoded.
// See https://docs.pingidentity.com/pingidm/8.1/auth-guide/authentication-headers-encoding.html
func headerValue(value string) string {
	encoded := strings.Trim(value, " \t") != value
	for _, charset := range []string{"utf-8'", "iso-8859-1'"} {
		encoded = encoded || strings.HasPrefix(strings.ToLower(value), charset)
	}
	if !encoded && !strings.ContainsFunc(value, func(c rune) bool { return c > '~' }) {
		return value
	}
	// QueryEscape leaves letters, digits and -_.~ alone, all of which RFC 5987 allows.
	return "UTF-8''" + strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}
