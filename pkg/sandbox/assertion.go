package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	tokenPath = "/am/oauth2/access_token"
	// maxAssertionLife is how far ahead an assertion may expire; clockSkew is forgiven on top.
	maxAssertionLife = 180 * time.Second
	clockSkew        = 5 * time.Second
)

// assertion holds the claims that a service account signs.
type assertion struct {
	Issuer   string   `json:"iss"`
	Subject  string   `json:"sub"`
	Audience audience `json:"aud"`
	Expires  float64  `json:"exp"`
	ID       string   `json:"jti"`
}

// audience is one text or a list of them, as RFC 7519 allows.
type audience []string

// UnmarshalJSON reads either form.
func (a *audience) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*a = audience{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(a))
}

// assertionGrant is the sign-in of a service account: the signature is the tenant's known key, the audience is this
// endpoint, issuer and subject are the account, the life is short, and no assertion works twice.
func (f *face) assertionGrant(r *http.Request, t *tenant, form url.Values) (claims, error) {
	if form.Get("client_id") != "service-account" {
		return claims{}, refuse("invalid_client", "Client authentication failed")
	}
	a, err := verifyAssertion(t, form.Get("assertion"))
	if err != nil {
		return claims{}, err
	}
	if err := f.checkAssertion(r, t, a); err != nil {
		return claims{}, err
	}
	granted, refused := splitScopes(form.Get("scope"))
	if len(refused) > 0 {
		return claims{}, refuse("invalid_scope", "Unsupported scope for service account: "+strings.Join(refused, ","))
	}
	if a.ID != "" {
		fresh, err := f.spend(r.Context(), a.ID, f.options.Now().Add(maxAssertionLife+clockSkew))
		if err != nil {
			return claims{}, err
		}
		if !fresh {
			return claims{}, refuse("invalid_grant", "JWT has already been used")
		}
	}
	// The platform answers scopes in an order of its own: nobody should count on the order asked.
	slices.Sort(granted)
	return claims{Subject: a.Subject, Scopes: granted}, nil
}

// verifyAssertion checks the signature with the account's public key and reads the claims.
func verifyAssertion(t *tenant, text string) (assertion, error) {
	var a assertion
	signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return a, refuse("invalid_grant", "JWT is not valid")
	}
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(t.AccountKey); err != nil {
		return a, fmt.Errorf("read the service account's key: %w", err)
	}
	payload, err := signed.Verify(key)
	if err != nil {
		return a, refuse("invalid_grant", "JWT signature is invalid")
	}
	if json.Unmarshal(payload, &a) != nil {
		return a, refuse("invalid_grant", "JWT is not valid")
	}
	return a, nil
}

func (f *face) checkAssertion(r *http.Request, t *tenant, a assertion) error {
	now := f.options.Now()
	expires := time.Unix(int64(a.Expires), 0)
	switch {
	case a.Issuer != t.Account || a.Subject != t.Account:
		return refuse("invalid_grant", "JWT issuer or subject is not a known service account")
	case !slices.ContainsFunc(a.Audience, func(given string) bool { return sameEndpoint(given, origin(r)+tokenPath) }):
		return refuse("invalid_grant", "JWT audience is not acceptable")
	case !expires.After(now):
		return refuse("invalid_grant", "JWT has expired")
	case expires.After(now.Add(maxAssertionLife + clockSkew)):
		return refuse("invalid_grant", "JWT expiry is too far in the future")
	}
	return nil
}

// origin is the scheme and the host under which the client reached the tenant: in
// the process the address says it, over TCP the proxy that ends TLS, as it does
// before a real tenant.
func origin(r *http.Request) string {
	switch {
	case r.URL.Scheme != "":
		return r.URL.Scheme + "://" + r.Host
	case r.Header.Get("X-Forwarded-Proto") == "https":
		return "https://" + r.Host
	default:
		return "http://" + r.Host
	}
}

// sameEndpoint compares two addresses; the default port may be written out or left out.
func sameEndpoint(a, b string) bool {
	first, err1 := url.Parse(a)
	second, err2 := url.Parse(b)
	return err1 == nil && err2 == nil && first.Scheme == second.Scheme && first.Path == second.Path &&
		strings.EqualFold(hostPort(first), hostPort(second))
}

func hostPort(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Host
	case u.Scheme == "https":
		return u.Host + ":443"
	default:
		return u.Host + ":80"
	}
}
