package token

import (
	"encoding/json"
	"strings"
	"time"
)

// ParseGrant reads the token out of the answer of a token endpoint (RFC 6749, 5.1)
// that came at that time; ok is false if there is none in it.
func ParseGrant(answer []byte, now time.Time) (t Token, ok bool) {
	var g struct {
		AccessToken string          `json:"access_token"`
		Refresh     string          `json:"refresh_token"`
		Scope       string          `json:"scope"`
		ExpiresIn   json.RawMessage `json:"expires_in"`
	}
	if json.Unmarshal(answer, &g) != nil || g.AccessToken == "" {
		return Token{}, false
	}
	return Token{Access: g.AccessToken, Refresh: g.Refresh, Scope: strings.Fields(g.Scope), Expiry: Expiry(now, g.ExpiresIn)}, true
}

// Expiry is when a number of seconds, as a number or as text, will be over; zero if
// it is none.
func Expiry(now time.Time, seconds json.RawMessage) time.Time {
	d, err := time.ParseDuration(strings.Trim(string(seconds), `"`) + "s")
	if err != nil || d <= 0 {
		return time.Time{}
	}
	return now.Add(d)
}
