package sandbox

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// The purposes of sealed texts: one is never taken for another.
const (
	purposeAccess  = "access"
	purposeSession = "session"
	purposeJourney = "journey"
	purposeCode    = "code"
)

// claims are what a sealed text says: an access token, a session, a half-done journey or an authorization code.
// Nothing about them is stored; they are believed because they carry the tenant's own mark.
type claims struct {
	Purpose   string   `json:"p"`
	Subject   string   `json:"s"`
	Admin     bool     `json:"a,omitempty"`
	Scopes    []string `json:"c,omitempty"`
	Expires   int64    `json:"e"`
	Began     int64    `json:"b"`
	ID        string   `json:"i"`
	Step      int      `json:"t,omitempty"`
	Client    string   `json:"l,omitempty"`
	Redirect  string   `json:"r,omitempty"`
	Challenge string   `json:"h,omitempty"`
}

// seal writes claims as text with a mark that only this tenant can make.
func (t *tenant) seal(c claims) string {
	payload := base64.RawURLEncoding.EncodeToString(encode(c))
	return payload + "." + base64.RawURLEncoding.EncodeToString(t.mark(payload))
}

// unseal reads a sealed text back; false means it is not ours, not for this purpose, or over.
func (t *tenant) unseal(text, purpose string, now time.Time) (claims, bool) {
	payload, mark, found := strings.Cut(text, ".")
	given, err := base64.RawURLEncoding.DecodeString(mark)
	if !found || err != nil || !hmac.Equal(given, t.mark(payload)) {
		return claims{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return claims{}, false
	}
	var c claims
	if json.Unmarshal(raw, &c) != nil || c.Purpose != purpose || now.UnixMilli() >= c.Expires {
		return claims{}, false
	}
	return c, true
}

func (t *tenant) mark(payload string) []byte {
	m := hmac.New(sha256.New, t.Secret)
	m.Write([]byte(payload))
	return m.Sum(nil)
}

// random returns n random bytes. The system's source does not fail.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
