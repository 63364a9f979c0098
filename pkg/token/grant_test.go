package token

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseGrant(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for answer, want := range map[string]Token{
		`{"access_token":"t","expires_in":60,"scope":"a b","token_type":"Bearer"}`: {Access: "t", Expiry: now.Add(time.Minute), Scope: []string{"a", "b"}},
		`{"access_token":"t","expires_in":"60"}`:                                   {Access: "t", Expiry: now.Add(time.Minute), Scope: []string{}},
		`{"access_token":"t","expires_in":null}`:                                   {Access: "t", Scope: []string{}},
		`{"access_token":"t","expires_in":-1}`:                                     {Access: "t", Scope: []string{}},
		`{"access_token":"t","expires_in":{}}`:                                     {Access: "t", Scope: []string{}},
		`{"access_token":"t"}`:                                                     {Access: "t", Scope: []string{}},
	} {
		got, ok := ParseGrant([]byte(answer), now)
		if !ok || !cmp.Equal(want, got) {
			t.Errorf("%s: expires %v, scopes %v, ok %v", answer, got.Expiry, got.Scope, ok)
		}
	}
	for _, answer := range []string{``, `[]`, `null`, `{"scope":"a"}`, `{"access_token":""}`, `{"access_token":1}`, `{"access_token":"t","scope":["a"]}`} {
		if _, ok := ParseGrant([]byte(answer), now); ok {
			t.Errorf("%s has a token", answer)
		}
	}
}
