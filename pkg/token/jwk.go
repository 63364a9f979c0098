package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// Bounds of a key document. An RSA key of 4096 bits takes 3,200 bytes.
const (
	maxJWK    = 64 << 10
	maxMember = 2800 // characters of one number: 16,384 bits in base64
	maxKeyID  = 256
	minRSA    = 2048 // bits, RFC 7518, 3.3
)

// ParseJWK reads the private key of a service account: one RSA or EC key as a
// JSON Web Key (RFC 7517). Errors name what is wrong with the document and never
// quote it.
func ParseJWK(data []byte) (*SigningKey, error) {
	members, err := jwkMembers(data)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, err := newSigningKey(members)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	return key, nil
}

// jwkMembers tells a JWK from the other files that are taken for one.
func jwkMembers(data []byte) (map[string]json.RawMessage, error) {
	if len(data) > maxJWK {
		return nil, fmt.Errorf("%d bytes are too many for a JWK", len(data))
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	switch {
	case len(data) == 0:
		return nil, errors.New("the document is empty")
	case bytes.HasPrefix(data, []byte("-----BEGIN")):
		return nil, errors.New("this is a PEM file; realmctl wants the JWK (a JSON document) that came with the service account")
	case data[0] != '{':
		return nil, errors.New("this is no JWK, which is a JSON object")
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil {
		return nil, errors.New("the JWK is not valid JSON; is the file complete?")
	}
	if _, ok := members["keys"]; ok {
		return nil, errors.New("this is a set of keys (JWKS); realmctl wants the private key alone")
	}
	return members, nil
}

// newSigningKey checks the members by kind of key.
func newSigningKey(members map[string]json.RawMessage) (*SigningKey, error) {
	if text(members, "use") == "enc" {
		return nil, errors.New("this key is for encryption, not for signing")
	}
	switch kind := text(members, "kty"); kind {
	case "RSA":
		return decodeKey(members, "RSA", []string{"n", "e", "d", "p", "q"}, "dp", "dq", "qi")
	case "EC":
		return decodeKey(members, "EC", []string{"crv", "x", "y", "d"})
	case "oct":
		return nil, errors.New("this is a symmetric key; a service account signs with a private RSA or EC key")
	case "":
		return nil, errors.New(`this JSON document is no JWK: it has no "kty"`)
	default:
		return nil, errors.New("this kind of key is not supported; a service account signs with a private RSA or EC key")
	}
}

// decodeKey builds a key from the members that make it up. The others, such as
// certificates, are left aside: they could only make a good key unreadable.
func decodeKey(members map[string]json.RawMessage, kind string, required []string, optional ...string) (*SigningKey, error) {
	if text(members, "d") == "" {
		return nil, fmt.Errorf("this is a public %s key; signing in takes the private one", kind)
	}
	if missing := absent(members, required); len(missing) > 0 {
		return nil, fmt.Errorf("the %s key is incomplete: it has no %s", kind, strings.Join(missing, ", "))
	}
	parts := map[string]string{"kty": kind}
	for _, name := range slices.Concat(required, optional) {
		if part := text(members, name); part != "" {
			parts[name] = part
		}
	}
	if slices.ContainsFunc(slices.Collect(maps.Values(parts)), func(s string) bool { return len(s) > maxMember }) {
		return nil, fmt.Errorf("the %s key is larger than any in use", kind)
	}
	document, err := json.Marshal(parts)
	if err != nil {
		return nil, err
	}
	var key jose.JSONWebKey
	// The library's error may name values of the key; ours does not.
	if key.UnmarshalJSON(document) != nil || !key.Valid() {
		return nil, fmt.Errorf("the numbers of the %s key do not belong together, or its curve is unknown", kind)
	}
	return withAlgorithm(key.Key, text(members, "alg"), text(members, "kid"))
}

func absent(members map[string]json.RawMessage, names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return text(members, name) != "" })
}

// text returns a member that is a string, and "" for anything else.
func text(members map[string]json.RawMessage, name string) string {
	var s string
	if json.Unmarshal(members[name], &s) != nil {
		return ""
	}
	return s
}
