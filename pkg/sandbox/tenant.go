package sandbox

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	tenantKey = "tenant"
	keyFile   = "sandbox-key.jwk"
	adminName = "admin@sandbox.localhost"
)

// tenant is what a sandbox knows about itself. It is made once and rests in the store.
type tenant struct {
	Account    string          `json:"account"`    // id of the service account
	AccountKey json.RawMessage `json:"accountKey"` // its public key, a JWK
	PrivateKey json.RawMessage `json:"privateKey"` // its private key, written again where the file was lost
	Password   string          `json:"password"`   // of the administrator
	Secret     []byte          `json:"secret"`     // marks what the tenant seals
	Cookie     string          `json:"cookie"`     // name of the session cookie, random as on a real tenant
}

// Credentials are the two ways to sign in to a sandbox.
type Credentials struct {
	// ServiceAccountID is the UUID of the service account.
	ServiceAccountID string
	// JWKFile is the path of its private key, an RSA JWK with alg and kid, readable by its owner only.
	JWKFile string
	// AdminUsername and AdminPassword are the tenant administrator's.
	AdminUsername, AdminPassword string
}

// Credentials returns what is needed to sign in, and makes the tenant if this is its first use.
func (s *Sandbox) Credentials(ctx context.Context) (Credentials, error) {
	t, err := s.ready(ctx)
	if err != nil {
		return Credentials{}, err
	}
	if err := ensureKeyFile(s.keyPath(), t.PrivateKey); err != nil {
		return Credentials{}, err
	}
	return Credentials{
		ServiceAccountID: t.Account, JWKFile: s.keyPath(),
		AdminUsername: adminName, AdminPassword: t.Password,
	}, nil
}

// Reset throws every object, change and credential away; the next request makes a new tenant.
func (s *Sandbox) Reset(ctx context.Context) error {
	s.sorted.clear()
	if err := s.store.Reset(ctx); err != nil {
		return fmt.Errorf("reset the sandbox in %s: %w", s.options.Dir, err)
	}
	if err := os.Remove(s.keyPath()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// ready returns the tenant, made and seeded where there was none. It looks at the store each time: another process may
// have reset it since.
func (s *Sandbox) ready(ctx context.Context) (*tenant, error) {
	t, err := s.load(ctx)
	if errors.Is(err, store.ErrNotFound) {
		t, err = s.found(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("open the sandbox in %s: %w", s.options.Dir, err)
	}
	return t, nil
}

// load reads the tenant, and decodes it where it is not the one decoded before.
func (s *Sandbox) load(ctx context.Context) (*tenant, error) {
	var raw []byte
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		raw, err = tx.Value(tenantKey)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tenant != nil && bytes.Equal(raw, s.raw) {
		return s.tenant, nil
	}
	t := &tenant{}
	if err := json.Unmarshal(raw, t); err != nil {
		return nil, err
	}
	s.tenant, s.raw = t, raw
	return t, nil
}

// found makes the tenant with its seed users in one transaction. Of several processes that begin together one does
// it; the others find it done. The key, which takes a while, is made beside the users.
func (s *Sandbox) found(ctx context.Context) (*tenant, error) {
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Value(tenantKey); !errors.Is(err, store.ErrNotFound) {
			return err
		}
		made := make(chan *tenant, 1)
		failed := make(chan error, 1)
		go func() {
			t, err := newTenant()
			made <- t
			failed <- err
		}()
		seeding := s.seedTenant(tx)
		t := <-made
		if err := errors.Join(<-failed, seeding); err != nil {
			return err
		}
		return tx.SetValue(tenantKey, encode(t))
	})
	if err != nil {
		return nil, err
	}
	t, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	return t, ensureKeyFile(s.keyPath(), t.PrivateKey)
}

func (s *Sandbox) keyPath() string { return filepath.Join(s.options.Dir, keyFile) }

func newTenant() (*tenant, error) {
	private, public, err := newAccountKey()
	if err != nil {
		return nil, err
	}
	return &tenant{
		Account:    uuid.NewString(),
		AccountKey: public,
		PrivateKey: private,
		Password:   hex.EncodeToString(random(12)) + "-A1",
		Secret:     random(32),
		Cookie:     hex.EncodeToString(random(8))[:15],
	}, nil
}
