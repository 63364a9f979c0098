package sdk

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// createProvider makes an identity provider and compares what is answered with what was asked for.
func (s *stranger) createProvider(provider management.IdentityProvider) string {
	s.Helper()
	made, resp, err := s.IdentityProvidersApi.CreateIdentityProvider(s.ctx, s.env).IdentityProvider(provider).Execute()
	s.did("CreateIdentityProvider", http.StatusCreated, resp, err)
	has(s, made, provider)
	return commonOf(s, made).GetId()
}

// newProvider makes a provider of one of the simple types.
func (s *stranger) newProvider(name string, kind management.EnumIdentityProviderExt) string {
	s.Helper()
	return s.createProvider(simpleProvider(name, kind))
}

func simpleProvider(name string, kind management.EnumIdentityProviderExt) management.IdentityProvider {
	return management.IdentityProviderClientIDClientSecretAsIdentityProvider(
		management.NewIdentityProviderClientIDClientSecret(true, name, kind, "client of "+name, "secret of "+name))
}

// commonOf is what a provider has whatever its type.
func commonOf(s *stranger, provider *management.IdentityProvider) *management.IdentityProviderCommon {
	s.Helper()
	var common management.IdentityProviderCommon
	if err := json.Unmarshal(encoded(s, provider), &common); err != nil {
		s.Fatal(err)
	}
	return &common
}

func encoded(s *stranger, value any) []byte {
	s.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		s.Fatal(err)
	}
	return raw
}

// members are the members of an object of the SDK.
func members(s *stranger, value any) map[string]any {
	s.Helper()
	var all map[string]any
	if err := json.Unmarshal(encoded(s, value), &all); err != nil {
		s.Fatal(err)
	}
	return all
}

// has checks that an answer has every member of what was sent, with the same value.
func has(s *stranger, got, sent any) {
	s.Helper()
	answered := members(s, got)
	for name, value := range members(s, sent) {
		if !reflect.DeepEqual(answered[name], value) {
			s.Errorf("%s: %v, want %v", name, answered[name], value)
		}
	}
}

func TestReadOneIdentityProvider(t *testing.T) {
	s := newStranger(t)
	sent := openID("Read me")
	id := s.createProvider(management.IdentityProviderOIDCAsIdentityProvider(sent))
	got, resp, err := s.IdentityProvidersApi.ReadOneIdentityProvider(s.ctx, s.env, id).Execute()
	s.did("ReadOneIdentityProvider", http.StatusOK, resp, err)
	has(s, got, sent)
	common := commonOf(s, got)
	want(s, "id", common.GetId(), id)
	want(s, "environment", common.Environment.GetId(), s.env)
	for _, at := range []string{common.GetCreatedAt(), common.GetUpdatedAt()} {
		if !strings.HasSuffix(at, "Z") {
			t.Errorf("time %q", at)
		}
	}
	_, resp, err = s.IdentityProvidersApi.ReadOneIdentityProvider(s.ctx, s.env, nobody).Execute()
	s.missing("read a provider that is not there", resp, err)
}

func TestReadAllIdentityProviders(t *testing.T) {
	s := newStranger(t)
	wanted := map[string]management.EnumIdentityProviderExt{
		s.newProvider("Listed search", management.ENUMIDENTITYPROVIDEREXT_GOOGLE):                            management.ENUMIDENTITYPROVIDEREXT_GOOGLE,
		s.createProvider(management.IdentityProviderOIDCAsIdentityProvider(openID("Listed OpenID Connect"))): management.ENUMIDENTITYPROVIDEREXT_OPENID_CONNECT,
	}
	found := 0
	for _, page := range pagesOf(s, "ReadAllIdentityProviders", s.IdentityProvidersApi.ReadAllIdentityProviders(s.ctx, s.env).Execute()) {
		for _, one := range page.IdentityProviders {
			common := commonOf(s, &one)
			if kind, mine := wanted[common.GetId()]; mine {
				want(s, "type", common.GetType(), kind)
				found++
			}
		}
	}
	want(s, "listed", found, len(wanted))
}

// TestUpdateIdentityProvider replaces: what is not sent is gone. The type stays.
func TestUpdateIdentityProvider(t *testing.T) {
	s := newStranger(t)
	sent := openID("Before the change")
	sent.SetDescription("gone after")
	id := s.createProvider(management.IdentityProviderOIDCAsIdentityProvider(sent))
	sent.Description, sent.UserInfoEndpoint = nil, nil
	sent.SetName("After the change")
	sent.SetEnabled(false)
	got, resp, err := s.IdentityProvidersApi.UpdateIdentityProvider(s.ctx, s.env, id).
		IdentityProvider(management.IdentityProviderOIDCAsIdentityProvider(sent)).Execute()
	s.did("UpdateIdentityProvider", http.StatusOK, resp, err)
	has(s, got, sent)
	want(s, "has a description", got.IdentityProviderOIDC.HasDescription(), false)
	want(s, "has a user info endpoint", got.IdentityProviderOIDC.HasUserInfoEndpoint(), false)
	_, resp, err = s.IdentityProvidersApi.UpdateIdentityProvider(s.ctx, s.env, id).
		IdentityProvider(simpleProvider("Another type", management.ENUMIDENTITYPROVIDEREXT_YAHOO)).Execute()
	s.turnedDown("change the type", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE type", resp, err)
}

func TestDeleteIdentityProvider(t *testing.T) {
	s := newStranger(t)
	id := s.newProvider("Short-lived", management.ENUMIDENTITYPROVIDEREXT_GITHUB)
	resp, err := s.IdentityProvidersApi.DeleteIdentityProvider(s.ctx, s.env, id).Execute()
	s.did("DeleteIdentityProvider", http.StatusNoContent, resp, err)
	_, resp, err = s.IdentityProvidersApi.ReadOneIdentityProvider(s.ctx, s.env, id).Execute()
	s.missing("read it after that", resp, err)
	resp, err = s.IdentityProvidersApi.DeleteIdentityProvider(s.ctx, s.env, id).Execute()
	s.missing("delete it again", resp, err)
}
