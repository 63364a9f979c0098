package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// bearer checks the access token of a request and returns what it says. Without a good token the answer is 401, with
// one that lacks the scope 403; scope "" asks for any token.
func (f *face) bearer(r *http.Request, scope string) (claims, error) {
	t, err := f.ready(r.Context())
	if err != nil {
		return claims{}, err
	}
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return claims{}, unauthorized()
	}
	c, ok := t.unseal(strings.TrimSpace(token), purposeAccess, f.options.Now())
	if !ok {
		return claims{}, unauthorized()
	}
	if scope != "" && !c.allows(r.Method, scope) {
		return claims{}, accessDenied()
	}
	return c, nil
}

// allows says whether the token reaches an area: by its whole scope, or for reading by its read variant.
func (c claims) allows(method, scope string) bool {
	if slices.Contains(c.Scopes, scope) {
		return true
	}
	return method == http.MethodGet && slices.Contains(c.Scopes, strings.TrimSuffix(scope, "*")+"read")
}
