package sandbox

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// pingClaims are what a token of the PingOne face says. Nothing about it is stored: it is a JWT that carries the
// tenant's own mark, HS256.
type pingClaims struct {
	Purpose     string `json:"typ"` // "access" and "refresh" tokens, "code" for an authorization code
	Issuer      string `json:"iss"`
	Subject     string `json:"sub"`
	Client      string `json:"client_id"`
	Issued      int64  `json:"iat"`
	Expires     int64  `json:"exp"`
	ID          string `json:"jti"`
	Environment string `json:"env"`
	Org         string `json:"org"`
	Scope       string `json:"scope,omitempty"`
	Person      bool   `json:"person,omitempty"` // a user of the environment, who may do what the scopes say with himself
	Redirect    string `json:"redirect_uri,omitempty"`
	Challenge   string `json:"code_challenge,omitempty"`
}

func (t *tenant) signPing(c pingClaims) string {
	head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	text := head + "." + base64.RawURLEncoding.EncodeToString(encode(c))
	return text + "." + base64.RawURLEncoding.EncodeToString(t.mark(text))
}

// verifyPing reads a token back; false means it is not ours, not for this purpose, or over.
func (t *tenant) verifyPing(text, purpose string, now time.Time) (pingClaims, bool) {
	end := strings.LastIndexByte(text, '.')
	if end < 0 {
		return pingClaims{}, false
	}
	given, err := base64.RawURLEncoding.DecodeString(text[end+1:])
	if err != nil || !hmac.Equal(given, t.mark(text[:end])) {
		return pingClaims{}, false
	}
	_, payload, _ := strings.Cut(text[:end], ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return pingClaims{}, false
	}
	var c pingClaims
	if json.Unmarshal(raw, &c) != nil || c.Purpose != purpose || now.Unix() >= c.Expires {
		return pingClaims{}, false
	}
	return c, true
}

// pingBearer checks the access token of a request and returns what it says.
func (p *pingOne) pingBearer(r *http.Request, t *tenant) (pingClaims, error) {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	c, ok := t.verifyPing(strings.TrimSpace(token), purposeAccess, p.clockNow())
	if !strings.EqualFold(kind, "Bearer") || !ok {
		return pingClaims{}, invalidToken()
	}
	return c, nil
}

// mayAct says whether the actor may ask this. The worker and the administrator may do everything; a person may do with
// himself what the scopes of the token say.
func (c *pingCall) mayAct() error {
	if !c.actor.Person {
		return nil
	}
	own := c.env != nil && c.env.ID == c.actor.Environment && c.r.PathValue("user") == c.actor.Subject
	if !own || !slices.Contains(strings.Fields(c.actor.Scope), c.scope()) {
		return insufficient()
	}
	return nil
}

// scope is the self-service scope that a request about one user needs.
func (c *pingCall) scope() string {
	_, part, _ := strings.Cut(c.r.URL.Path, "/users/"+c.actor.Subject)
	verb := "update"
	if c.r.Method == http.MethodGet {
		verb = "read"
	}
	switch strings.Trim(part, "/") {
	case "":
		return "p1:" + verb + ":user"
	case "password":
		switch c.media {
		case "password.reset", "password.recover":
			verb = "reset"
		case "password.check":
			verb = "validate"
		}
		return "p1:" + verb + ":userPassword"
	case "sessions":
		return "p1:" + verb + ":sessions"
	case "linkedAccounts":
		return "p1:" + verb + ":userLinkedAccounts"
	}
	return "no scope of a person's"
}
