package token

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Key says whose tokens a cache entry holds. Two configurations that could be
// granted different tokens must differ in it.
type Key struct {
	// Tenant is the configured name of the tenant.
	Tenant string
	// Issuer is the address of the token endpoint.
	Issuer string
	// Client is who signs in: a client, an account or a person.
	Client string
	// Config is a hash of the rest of the credential's configuration, such as its
	// scopes and the thumbprint of its key.
	Config string
}

// id is the entry's name within the tenant's cache. Lengths are hashed along, so
// that no two keys run together.
func (k Key) id() string {
	h := sha256.New()
	for _, part := range []string{k.Tenant, k.Issuer, k.Client, k.Config} {
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// blobName is the name of a tenant's cache. Tenants have one each, since signing
// in holds its lock and must not keep the others waiting.
func blobName(tenant string) string { return "tokens:" + tenant }

// remover is a Cache that can drop a blob without looking into it, as a
// secret.Store can: that takes neither an unlocked keyring nor a passphrase.
type remover interface {
	RemoveSealed(ctx context.Context, name string) error
}

// Forget drops every cached token of a tenant, as signing out does.
func Forget(ctx context.Context, cache Cache, tenant string) error {
	if r, ok := cache.(remover); ok {
		return r.RemoveSealed(ctx, blobName(tenant))
	}
	return cache.UpdateSealed(ctx, blobName(tenant), func([]byte) ([]byte, error) { return nil, nil })
}
