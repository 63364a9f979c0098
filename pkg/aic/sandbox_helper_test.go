package aic

import (
	"context"
	"net/url"
	"os"
	"testing"

	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/token"
)

// onSandbox is a client of the realm alpha of a new tenant in small, signed in as its
// service account.
func onSandbox(t *testing.T) *Client {
	t.Helper()
	s := sandbox.Open(sandbox.Options{Dir: t.TempDir()})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	base, err := url.Parse(sandbox.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := s.Credentials(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	jwk, err := os.ReadFile(credentials.JWKFile)
	if err != nil {
		t.Fatal(err)
	}
	key, err := token.ParseJWK(jwk)
	if err != nil {
		t.Fatal(err)
	}
	source := ServiceAccount(rest.New(base, s.Transport(), rest.Options{}), credentials.ServiceAccountID, key, nil, nil)
	got, err := source.Token(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	authorised := &token.Transport{Base: s.Transport(), Auth: token.Bearer(token.Static(got.Access)), Hosts: []string{base.Host}}
	return New(rest.New(base, authorised, rest.Options{}), Options{Realm: "sandbox/alpha", Object: "alpha_user"})
}
