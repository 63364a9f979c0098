package token

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"
)

// rsaKey is made once: it takes a while.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func ecKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// jwkOf writes a private key as a tenant hands it out, with members changed.
func jwkOf(t testing.TB, key any, change map[string]any) []byte {
	t.Helper()
	document, err := json.Marshal(jose.JSONWebKey{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(document, &members); err != nil {
		t.Fatal(err)
	}
	for name, value := range change {
		if members[name] = value; value == nil {
			delete(members, name)
		}
	}
	changed, err := json.MarshalIndent(members, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func TestSign(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		key    crypto.Signer
		change map[string]any
		want   map[string]any // the header
	}{
		{"rsa", rsaKey(), nil, map[string]any{"alg": "RS256"}},
		{"rsa with kid", rsaKey(), map[string]any{"kid": "key 1", "alg": "RS256", "use": "sig"}, map[string]any{"alg": "RS256", "kid": "key 1"}},
		{"rsa 512", rsaKey(), map[string]any{"alg": "RS512"}, map[string]any{"alg": "RS512"}},
		{"rsa pss", rsaKey(), map[string]any{"alg": "PS256"}, map[string]any{"alg": "PS256"}},
		{"rsa and a broken certificate", rsaKey(), map[string]any{"x5c": []string{"!"}, "x5t": "!", "x5u": 7}, map[string]any{"alg": "RS256"}},
		{"p-256", ecKey(t, elliptic.P256()), nil, map[string]any{"alg": "ES256"}},
		{"p-384", ecKey(t, elliptic.P384()), map[string]any{"kid": "k"}, map[string]any{"alg": "ES384", "kid": "k"}},
		{"p-521", ecKey(t, elliptic.P521()), map[string]any{"alg": "ES512"}, map[string]any{"alg": "ES512"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			key, err := ParseJWK(jwkOf(t, test.key, test.change))
			if err != nil {
				t.Fatal(err)
			}
			signed, err := key.Sign(map[string]any{"iss": "me", "exp": 1700000000})
			if err != nil {
				t.Fatal(err)
			}
			parsed, err := jose.ParseSignedCompact(signed, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(test.want["alg"].(string))})
			if err != nil {
				t.Fatal(err)
			}
			payload, err := parsed.Verify(test.key.Public())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(`{"exp":1700000000,"iss":"me"}`, string(payload)); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.want, part(t, signed, 0)); diff != "" {
				t.Errorf("header (-want +got):\n%s", diff)
			}
			if key.Algorithm() != test.want["alg"] {
				t.Errorf("algorithm %s", key.Algorithm())
			}
		})
	}
}

// part decodes the header (0) or the claims (1) of a JWT.
func part(t *testing.T, jwt string, n int) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(jwt, ".")[n])
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(raw, &members); err != nil {
		t.Fatal(err)
	}
	return members
}

func TestParseJWKRefuses(t *testing.T) {
	t.Parallel()
	ec := ecKey(t, elliptic.P256())
	weak := jwkOf(t, rsaKey(), map[string]any{"n": "AQAB", "p": "Aw", "q": "BQ", "d": "canary"})
	tests := map[string]struct {
		document []byte
		want     string
	}{
		"empty":           {[]byte(" \n"), "empty"},
		"pem":             {[]byte("\n-----BEGIN RSA PRIVATE KEY-----\ncanary\n"), "PEM file"},
		"not json":        {[]byte("canary"), "no JWK"},
		"array":           {[]byte("[]"), "no JWK"},
		"cut short":       {jwkOf(t, ec, nil)[:60], "not valid JSON"},
		"set":             {fmt.Appendf(nil, `{"keys":[%s]}`, jwkOf(t, ec, nil)), "set of keys"},
		"other json":      {[]byte(`{"client_secret":"canary"}`), `no "kty"`},
		"kty of no kind":  {[]byte(`{"kty":7}`), `no "kty"`},
		"symmetric":       {[]byte(`{"kty":"oct","k":"canary"}`), "symmetric"},
		"ed25519":         {[]byte(`{"kty":"OKP","crv":"Ed25519","x":"canary","d":"canary"}`), "not supported"},
		"public rsa":      {jwkOf(t, &rsaKey().PublicKey, nil), "public RSA key"},
		"public ec":       {jwkOf(t, &ec.PublicKey, nil), "public EC key"},
		"incomplete":      {jwkOf(t, rsaKey(), map[string]any{"p": nil, "q": nil}), "no p, q"},
		"for encryption":  {jwkOf(t, rsaKey(), map[string]any{"use": "enc"}), "encryption"},
		"encryption alg":  {jwkOf(t, rsaKey(), map[string]any{"alg": "RSA-OAEP"}), "RS256"},
		"hmac alg":        {jwkOf(t, rsaKey(), map[string]any{"alg": "HS256"}), "RS256"},
		"none alg":        {jwkOf(t, rsaKey(), map[string]any{"alg": "none"}), "RS256"},
		"alg of a curve":  {jwkOf(t, ec, map[string]any{"alg": "ES512"}), "ES256"},
		"unknown curve":   {jwkOf(t, ec, map[string]any{"crv": "canary"}), "curve is unknown"},
		"not on curve":    {jwkOf(t, ec, map[string]any{"x": jwkMember(t, ec, "y")}), "do not belong together"},
		"not base64":      {jwkOf(t, rsaKey(), map[string]any{"d": "canary!"}), "do not belong together"},
		"numbers differ":  {jwkOf(t, rsaKey(), map[string]any{"p": jwkMember(t, rsaKey(), "q")}), "do not belong together"},
		"weak":            {weak, "RSA key"},
		"long kid":        {jwkOf(t, ec, map[string]any{"kid": strings.Repeat("k", 300)}), "too long"},
		"enormous number": {jwkOf(t, rsaKey(), map[string]any{"n": strings.Repeat("A", 5000)}), "larger"},
		"enormous file":   {[]byte(strings.Repeat(" ", 70_000)), "too many"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseJWK(test.document)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func jwkMember(t *testing.T, key any, name string) string {
	t.Helper()
	var members map[string]string
	if err := json.Unmarshal(jwkOf(t, key, nil), &members); err != nil {
		t.Fatal(err)
	}
	return members[name]
}

func TestParseJWKTakesByteOrderMark(t *testing.T) {
	t.Parallel()
	document := append([]byte("\xef\xbb\xbf\r\n"), jwkOf(t, ecKey(t, elliptic.P256()), nil)...)
	if _, err := ParseJWK(document); err != nil {
		t.Error(err)
	}
}

func TestThumbprintIsOfThePublicHalf(t *testing.T) {
	t.Parallel()
	private, err := ParseJWK(jwkOf(t, rsaKey(), map[string]any{"kid": "a"}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := private.Thumbprint()
	if err != nil {
		t.Fatal(err)
	}
	public := jose.JSONWebKey{Key: &rsaKey().PublicKey}
	want, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if got != base64.RawURLEncoding.EncodeToString(want) {
		t.Errorf("thumbprint %s", got)
	}
}

func TestAssertion(t *testing.T) {
	t.Parallel()
	key, err := ParseJWK(jwkOf(t, rsaKey(), nil))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 10, 0, 0, 999, time.UTC)
	seen := map[any]bool{}
	for range 3 {
		jwt, err := Assertion(key, "1f0c", "https://acme.example:443/am/oauth2/access_token", now)
		if err != nil {
			t.Fatal(err)
		}
		claims := part(t, jwt, 1)
		id, _ := claims["jti"].(string)
		if len(id) != 36 || id[14] != '4' || seen[id] {
			t.Errorf("jti %q is not a fresh UUID", id)
		}
		seen[id] = true
		delete(claims, "jti")
		want := map[string]any{
			"iss": "1f0c", "sub": "1f0c", "aud": "https://acme.example:443/am/oauth2/access_token",
			"exp": float64(now.Unix() + 179),
		}
		if diff := cmp.Diff(want, claims); diff != "" {
			t.Errorf("claims (-want +got):\n%s", diff)
		}
	}
}

func TestSignRefusesWhatHasNoJSON(t *testing.T) {
	t.Parallel()
	key, err := ParseJWK(jwkOf(t, ecKey(t, elliptic.P256()), nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := key.Sign(map[string]any{"a": func() {}}); err == nil {
		t.Error("signed a function")
	}
}

func TestPKCE(t *testing.T) {
	t.Parallel()
	pair, err := NewPKCE()
	if err != nil {
		t.Fatal(err)
	}
	h := crypto.SHA256.New()
	h.Write([]byte(pair.Verifier))
	if want := base64.RawURLEncoding.EncodeToString(h.Sum(nil)); pair.Challenge != want || len(pair.Verifier) < 43 {
		t.Errorf("challenge %q of verifier %q", pair.Challenge, pair.Verifier)
	}
}

func TestNothingSecretPrints(t *testing.T) {
	t.Parallel()
	document := jwkOf(t, ecKey(t, elliptic.P256()), map[string]any{"kid": "canary"})
	key, err := ParseJWK(document)
	if err != nil {
		t.Fatal(err)
	}
	source := Cached(Static("canary"), Key{}, nil, nil)
	if _, err := source.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	header := Headers("ann", func(context.Context) (string, error) { return "canary", nil })
	for _, value := range []any{
		Token{Access: "canary", Scope: []string{"canary"}}, &Token{Access: "canary"}, []Token{{Access: "canary"}},
		key, *key, PKCE{Verifier: "canary"}, source, header, map[string]any{"t": Token{Access: "canary"}},
	} {
		var out strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			_, _ = fmt.Fprintf(&out, verb, value)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
		if encoded, err := json.Marshal(value); err == nil {
			out.Write(encoded)
		}
		if strings.Contains(out.String(), "canary") || strings.Contains(out.String(), "63616e617279") {
			t.Errorf("%T prints %s", value, out.String())
		}
	}
}

func FuzzParseJWK(f *testing.F) {
	ec, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	for _, key := range []any{ec, rsaKey(), &ec.PublicKey} {
		f.Add(jwkOf(f, key, map[string]any{"kid": "k"}))
	}
	for _, seed := range []string{"", "{}", "-----BEGIN", `{"kty":"oct","k":"AA"}`, `{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		key, err := ParseJWK(document)
		if err != nil {
			if key != nil || strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' }) {
				t.Errorf("key %v with error %q", key, err)
			}
			return
		}
		// What was taken for a key must be able to sign.
		if _, err := key.Sign(map[string]any{"a": 1}); err != nil {
			t.Error(err)
		}
	})
}
