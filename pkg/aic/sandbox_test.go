package aic

import (
	"context"
	"errors"
	"net/url"
	"os"
	"regexp"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/token"
)

// TestSandbox signs in to a tenant in small, once as a service account and once as
// an administrator with a second factor, and counts its users with each token.
func TestSandbox(t *testing.T) {
	t.Parallel()
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
	plain := rest.New(base, s.Transport(), rest.Options{})
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
	code := ""
	ask := func(_ context.Context, p Prompt) (string, error) {
		switch p.Kind {
		case PromptPassword:
			return credentials.AdminPassword, nil
		case PromptText:
			code = regexp.MustCompile(`\d{6}`).FindString(p.Message)
		case PromptCode:
			return code, nil
		default:
			return "", errors.New("not asked for before: " + p.Message)
		}
		return "", nil
	}
	for name, source := range map[string]token.Source{
		"service account": ServiceAccount(plain, credentials.ServiceAccountID, key, nil, nil),
		"all the scopes":  ServiceAccount(plain, credentials.ServiceAccountID, key, []string{scopeIDM, "fr:nosuch:*"}, nil),
		"administrator": token.SourceFunc(func(ctx context.Context) (token.Token, error) {
			return Journey(ctx, plain, credentials.AdminUsername, ask)
		}),
	} {
		got, err := source.Token(context.Background())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		authorised := &token.Transport{Base: s.Transport(), Auth: token.Bearer(token.Static(got.Access)), Hosts: []string{base.Host}}
		c := New(rest.New(base, authorised, rest.Options{}), Options{Realm: "sandbox/bravo", Object: "bravo_user"})
		if n, err := c.users.Count(context.Background(), identity.Query{PageSize: 7}); err != nil || n == 0 {
			t.Errorf("%s: %d users, %v", name, n, err)
		}
	}
}
