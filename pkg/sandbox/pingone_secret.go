package sandbox

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // people import what their old directory had
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// ownScheme marks the passwords that were encoded here: bcrypt of a digest, so that length does not matter.
const ownScheme = "{SANDBOX}"

// hashSecret encodes a password. Bcrypt refuses nothing that digest makes.
func hashSecret(password string) string {
	hashed, err := bcrypt.GenerateFromPassword(digest(password), hashCost)
	if err != nil {
		return ownScheme
	}
	return ownScheme + string(hashed)
}

// encodedSecret says whether a value that a client sent is an encoded password, {SCHEME}base64, of a scheme that can be
// compared with.
func encodedSecret(value string) (string, bool) {
	scheme, rest, ok := cutScheme(value)
	if !ok {
		return "", false
	}
	if scheme == "BCRYPT" {
		_, err := bcrypt.Cost([]byte(bcryptText(rest)))
		return value, err == nil
	}
	sum := hashOf(scheme)
	if sum == nil {
		return "", false
	}
	raw, err := base64.StdEncoding.DecodeString(rest)
	salted := strings.HasPrefix(scheme, "SS")
	return value, err == nil && (len(raw) == sum.Size() || salted && len(raw) > sum.Size())
}

func cutScheme(value string) (scheme, rest string, ok bool) {
	if !strings.HasPrefix(value, "{") {
		return "", "", false
	}
	scheme, rest, ok = strings.Cut(value[1:], "}")
	return strings.ToUpper(scheme), rest, ok
}

// bcryptText is bcrypt's own form, which may be wrapped in base64.
func bcryptText(text string) string {
	if raw, err := base64.StdEncoding.DecodeString(text); err == nil {
		return string(raw)
	}
	return text
}

// hashOf is the hash of a scheme, salted or not; nil is an unknown one.
func hashOf(scheme string) hash.Hash {
	switch scheme {
	case "SSHA512", "SHA512":
		return sha512.New()
	case "SSHA384", "SHA384":
		return sha512.New384()
	case "SSHA256", "SHA256":
		return sha256.New()
	case "SSHA", "SHA":
		return sha1.New() //nolint:gosec // see the import
	}
	return nil
}

// matchesSecret compares a password with an encoded one. Salt follows the hash.
func matchesSecret(encoded, password string) bool {
	if own, ok := strings.CutPrefix(encoded, ownScheme); ok {
		return bcrypt.CompareHashAndPassword([]byte(own), digest(password)) == nil
	}
	scheme, rest, ok := cutScheme(encoded)
	if !ok {
		return false
	}
	if scheme == "BCRYPT" {
		return bcrypt.CompareHashAndPassword([]byte(bcryptText(rest)), []byte(password)) == nil
	}
	sum := hashOf(scheme)
	raw, err := base64.StdEncoding.DecodeString(rest)
	if sum == nil || err != nil || len(raw) < sum.Size() {
		return false
	}
	sum.Write([]byte(password))
	sum.Write(raw[sum.Size():])
	return hmac.Equal(sum.Sum(nil), raw[:sum.Size()])
}
