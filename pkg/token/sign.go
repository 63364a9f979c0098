package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// SigningKey is a private key that signs assertions.
type SigningKey struct {
	jwk       jose.JSONWebKey
	algorithm jose.SignatureAlgorithm
}

// withAlgorithm settles how a key signs. An alg member is honoured if it suits
// the key; otherwise RSA means RS256, as the platform's documentation has it.
func withAlgorithm(private any, alg, id string) (*SigningKey, error) {
	var allowed []jose.SignatureAlgorithm
	switch key := private.(type) {
	case *rsa.PrivateKey:
		if bits := key.N.BitLen(); bits < minRSA {
			return nil, fmt.Errorf("an RSA key of %d bits is too weak: %d is the least", bits, minRSA)
		}
		allowed = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512}
	case *ecdsa.PrivateKey:
		allowed = curveAlgorithm(key)
	}
	if len(allowed) == 0 {
		return nil, errors.New("the curve of the EC key is not one of P-256, P-384 and P-521")
	}
	algorithm := allowed[0]
	if alg != "" {
		algorithm = jose.SignatureAlgorithm(alg)
	}
	if !slices.Contains(allowed, algorithm) {
		return nil, fmt.Errorf(`the "alg" of the key does not fit it: this key signs with %s`, allowed[0])
	}
	if len(id) > maxKeyID {
		return nil, errors.New(`the "kid" of the key is too long`)
	}
	return &SigningKey{jwk: jose.JSONWebKey{Key: private, KeyID: id}, algorithm: algorithm}, nil
}

// curveAlgorithm returns the one algorithm of an EC key (RFC 7518, 3.4).
func curveAlgorithm(key *ecdsa.PrivateKey) []jose.SignatureAlgorithm {
	switch key.Curve.Params().BitSize {
	case 256:
		return []jose.SignatureAlgorithm{jose.ES256}
	case 384:
		return []jose.SignatureAlgorithm{jose.ES384}
	case 521:
		return []jose.SignatureAlgorithm{jose.ES512}
	}
	return nil
}

// Sign returns claims as a signed JWT in compact form. Its header holds alg, and
// kid if the key has one.
func (k *SigningKey) Sign(claims map[string]any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", errors.New("sign assertion: a claim has no JSON form")
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: k.algorithm, Key: k.jwk}, nil)
	if err != nil {
		return "", fmt.Errorf("sign assertion with %s: %w", k.algorithm, err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign assertion with %s: %w", k.algorithm, err)
	}
	return signed.CompactSerialize()
}

// Algorithm is how the key signs, such as "RS256".
func (k *SigningKey) Algorithm() string { return string(k.algorithm) }

// Thumbprint identifies the key without giving it away: the SHA-256 thumbprint
// of its public half (RFC 7638), in base64url. It serves in Key.Config.
func (k *SigningKey) Thumbprint() (string, error) {
	public := k.jwk.Public()
	sum, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("identify key: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(sum), nil
}
