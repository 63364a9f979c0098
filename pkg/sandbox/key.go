package sandbox

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-jose/go-jose/v4"
)

// newAccountKey makes the service account's RSA key: the private JWK for the person, the public one for the tenant.
func newAccountKey() (private, public json.RawMessage, err error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, nil, fmt.Errorf("make the service account's key: %w", err)
	}
	jwk := jose.JSONWebKey{Key: key, Algorithm: string(jose.RS256), KeyID: fmt.Sprintf("sandbox-%x", random(8))}
	if private, err = jwk.MarshalJSON(); err != nil {
		return nil, nil, err
	}
	open := jwk.Public()
	public, err = open.MarshalJSON()
	return private, public, err
}

// ensureKeyFile writes the private key where it is missing or another one, whole or not at all, readable by its owner
// only.
func ensureKeyFile(path string, key []byte) error {
	content := append(bytes.Clone(key), '\n')
	have, err := os.ReadFile(path)
	if err == nil && bytes.Equal(have, content) {
		return nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary.Name()) }() // gone already when all went well
	_, err = temporary.Write(content)
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
