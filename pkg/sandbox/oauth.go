package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	grantJWT  = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	grantCode = "authorization_code"

	// tokenTTL is the life of a service account's token: 15 minutes less the second that had passed when it was
	// recorded. An administrator's token is reported to live an hour.
	tokenTTL      = 899 * time.Second
	adminTokenTTL = time.Hour

	maxForm = 64 << 10
)

// grantError is a refusal of the token endpoint, in OAuth's shape and not in Common REST's.
type grantError struct {
	status      int
	Description string `json:"error_description"`
	Code        string `json:"error"`
}

// Error returns OAuth's code and the description.
func (e *grantError) Error() string { return e.Code + ": " + e.Description }

func refuse(code, description string) *grantError {
	status := http.StatusBadRequest
	if code == "invalid_client" {
		status = http.StatusUnauthorized
	}
	return &grantError{status: status, Code: code, Description: description}
}

// grant is a successful answer of the token endpoint.
type grant struct {
	AccessToken string `json:"access_token"`
	Scope       string `json:"scope"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
}

// oauth serves the token and the authorization endpoint of the root realm.
func (f *face) oauth(mux *http.ServeMux) {
	mux.HandleFunc("POST /am/oauth2/access_token", f.accessToken)
	mux.HandleFunc("/am/oauth2/authorize", f.authorize)
}

func (f *face) accessToken(w http.ResponseWriter, r *http.Request) {
	t, err := f.ready(r.Context())
	if err != nil {
		f.answerAM(w, "", err)
		return
	}
	form, err := readForm(w, r)
	if err != nil {
		f.answerAM(w, "", err)
		return
	}
	var c claims
	switch form.Get("grant_type") {
	case grantJWT:
		c, err = f.assertionGrant(r, t, form)
	case grantCode:
		c, err = f.codeGrant(r, t, form)
	default:
		err = refuse("unsupported_grant_type", "Grant type is not supported: "+form.Get("grant_type"))
	}
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		f.answerAM(w, "", err)
		return
	}
	answerJSON(w, http.StatusOK, f.newGrant(t, c))
}

// newGrant seals an access token with the life that the subject's tokens have.
func (f *face) newGrant(t *tenant, c claims) grant {
	ttl := f.tokenTTL
	switch {
	case ttl == 0 && c.Admin:
		ttl = adminTokenTTL
	case ttl == 0:
		ttl = tokenTTL
	}
	now := f.options.Now()
	c.Purpose, c.Began, c.Expires, c.ID = purposeAccess, now.UnixMilli(), now.Add(ttl).UnixMilli(), uuid.NewString()
	return grant{
		AccessToken: t.seal(c), Scope: strings.Join(c.Scopes, " "),
		TokenType: "Bearer", ExpiresIn: int(ttl / time.Second),
	}
}

// readForm reads the parameters of a POST from its body alone, as the token endpoint does.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, refuse("invalid_request", "The request could not be parsed")
	}
	return r.PostForm, nil
}

// codeGrant exchanges an authorization code. The client shows itself by HTTP basic, whose password is not looked at,
// or by client_id; what binds the code is the PKCE verifier.
func (f *face) codeGrant(r *http.Request, t *tenant, form url.Values) (claims, error) {
	client, _, basic := r.BasicAuth()
	if !basic {
		client = form.Get("client_id")
	}
	now := f.options.Now()
	c, ok := t.unseal(form.Get("code"), purposeCode, now)
	switch {
	case client == "":
		return claims{}, refuse("invalid_client", "Client authentication failed")
	case !ok:
		return claims{}, refuse("invalid_grant", "The provided access grant is invalid, expired, or revoked.")
	case c.Client != client:
		return claims{}, refuse("invalid_client", "Client authentication failed")
	case c.Redirect != form.Get("redirect_uri"):
		return claims{}, refuse("invalid_grant", "The redirection URI provided does not match the one of the request.")
	case c.Challenge != challenge(form.Get("code_verifier")):
		return claims{}, refuse("invalid_grant", "The code verifier is invalid.")
	}
	fresh, err := f.spend(r.Context(), c.ID, time.UnixMilli(c.Expires))
	if err != nil {
		return claims{}, err
	}
	if !fresh {
		return claims{}, refuse("invalid_grant", "The provided access grant is invalid, expired, or revoked.")
	}
	return claims{Subject: c.Subject, Admin: c.Admin, Scopes: c.Scopes}, nil
}

// challenge is PKCE's S256 of a verifier.
func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
