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

// TestCreateSimpleProviders makes one of each type that has a client id and a secret and no more.
func TestCreateSimpleProviders(t *testing.T) {
	s := newStranger(t)
	for _, kind := range []management.EnumIdentityProviderExt{
		management.ENUMIDENTITYPROVIDEREXT_GOOGLE, management.ENUMIDENTITYPROVIDEREXT_LINKEDIN,
		management.ENUMIDENTITYPROVIDEREXT_LINKEDIN_OIDC, management.ENUMIDENTITYPROVIDEREXT_TWITTER,
		management.ENUMIDENTITYPROVIDEREXT_AMAZON, management.ENUMIDENTITYPROVIDEREXT_YAHOO, management.ENUMIDENTITYPROVIDEREXT_GITHUB,
	} {
		s.newProvider("Simple "+string(kind), kind)
	}
}

func TestCreateFacebook(t *testing.T) {
	s := newStranger(t)
	facebook := management.NewIdentityProviderFacebook(false, "Faces", management.ENUMIDENTITYPROVIDEREXT_FACEBOOK, "app", "app secret")
	s.createProvider(management.IdentityProviderFacebookAsIdentityProvider(facebook))
	facebook.AppSecret = ""
	_, resp, err := s.IdentityProvidersApi.CreateIdentityProvider(s.ctx, s.env).
		IdentityProvider(management.IdentityProviderFacebookAsIdentityProvider(facebook)).Execute()
	s.turnedDown("no secret", http.StatusBadRequest, "INVALID_DATA REQUIRED_VALUE appSecret", resp, err)
}

func TestCreateMicrosoft(t *testing.T) {
	s := newStranger(t)
	microsoft := management.NewIdentityProviderMicrosoft(true, "Windows", management.ENUMIDENTITYPROVIDEREXT_MICROSOFT, "client", "secret")
	microsoft.SetTenantId("a tenant")
	s.createProvider(management.IdentityProviderMicrosoftAsIdentityProvider(microsoft))
}

func TestCreateApple(t *testing.T) {
	s := newStranger(t)
	apple := management.NewIdentityProviderApple(true, "Orchard", management.ENUMIDENTITYPROVIDEREXT_APPLE,
		"client", "signing key", "KEY4567890", "TEAM567890")
	s.createProvider(management.IdentityProviderAppleAsIdentityProvider(apple))
	apple.SetKeyId("short")
	_, resp, err := s.IdentityProvidersApi.CreateIdentityProvider(s.ctx, s.env).
		IdentityProvider(management.IdentityProviderAppleAsIdentityProvider(apple)).Execute()
	s.turnedDown("short id of a key", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE keyId", resp, err)
}

func TestCreatePaypal(t *testing.T) {
	s := newStranger(t)
	paypal := management.NewIdentityProviderPaypal(true, "Purse", management.ENUMIDENTITYPROVIDEREXT_PAYPAL, "client", "secret", "sandbox")
	s.createProvider(management.IdentityProviderPaypalAsIdentityProvider(paypal))
	paypal.SetClientEnvironment("moon")
	_, resp, err := s.IdentityProvidersApi.CreateIdentityProvider(s.ctx, s.env).
		IdentityProvider(management.IdentityProviderPaypalAsIdentityProvider(paypal)).Execute()
	s.turnedDown("unknown environment", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE clientEnvironment", resp, err)
}

// openID is a provider by OpenID Connect with every member that the SDK has.
func openID(name string) *management.IdentityProviderOIDC {
	provider := management.NewIdentityProviderOIDC(true, name, management.ENUMIDENTITYPROVIDEREXT_OPENID_CONNECT,
		"https://op.example.com/authorize", "client", "secret", "https://op.example.com", "https://op.example.com/jwks",
		[]string{"openid", "email"}, "https://op.example.com/token", management.ENUMIDENTITYPROVIDEROIDCTOKENAUTHMETHOD_CLIENT_SECRET_POST)
	provider.SetUserInfoEndpoint("https://op.example.com/userinfo")
	provider.SetDiscoveryEndpoint("https://op.example.com/.well-known/openid-configuration")
	provider.SetPkceMethod(management.ENUMIDENTITYPROVIDERPKCEMETHOD_S256)
	return provider
}

// TestCreateOpenIDConnect makes a provider that is authoritative for a population and has an icon.
func TestCreateOpenIDConnect(t *testing.T) {
	s := newStranger(t)
	provider := openID("Partner sign-on")
	provider.SetDescription("Whom we trust")
	population := management.NewIdentityProviderCommonRegistrationPopulation()
	population.SetId(s.department("Newcomers"))
	registration := management.NewIdentityProviderCommonRegistration()
	registration.SetPopulation(*population)
	provider.SetRegistration(*registration)
	icon := s.newImage()
	provider.SetIcon(management.IdentityProviderCommonIcon{Id: icon.Id, Href: icon.Targets.Original.Href})
	provider.SetLoginButtonIcon(management.IdentityProviderCommonLoginButtonIcon{Id: icon.Id, Href: icon.Targets.Original.Href})
	s.createProvider(management.IdentityProviderOIDCAsIdentityProvider(provider))
	provider.SetTokenEndpoint("http://op.example.com/token")
	_, resp, err := s.IdentityProvidersApi.CreateIdentityProvider(s.ctx, s.env).
		IdentityProvider(management.IdentityProviderOIDCAsIdentityProvider(provider)).Execute()
	s.turnedDown("address without TLS", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE tokenEndpoint", resp, err)
}

// saml is a SAML provider with every member that the SDK has.
func (s *stranger) saml(name, certificate, key string) *management.IdentityProviderSAML {
	provider := management.NewIdentityProviderSAML(true, name, management.ENUMIDENTITYPROVIDEREXT_SAML, "urn:idp",
		*management.NewIdentityProviderSAMLAllOfIdpVerification([]management.IdentityProviderSAMLAllOfIdpVerificationCertificates{{Id: certificate}}),
		"urn:sp", management.ENUMIDENTITYPROVIDERSAMLSSOBINDING_REDIRECT, "https://idp.example.com/sso")
	signing := management.NewIdentityProviderSAMLAllOfSpSigning(*management.NewIdentityProviderSAMLAllOfSpSigningKey(key))
	signing.SetAlgorithm(management.ENUMIDENTITYPROVIDERSAMLSIGNINGALGORITHM_SHA256WITH_ECDSA)
	provider.SetSpSigning(*signing)
	provider.SetAuthnRequestSigned(true)
	provider.SetSloBinding(management.ENUMIDENTITYPROVIDERSAMLSLOBINDING_REDIRECT)
	provider.SetSloEndpoint("https://idp.example.com/slo")
	provider.SetSloResponseEndpoint("https://idp.example.com/slo/response")
	provider.SetSloWindow(24)
	return provider
}

func TestCreateSAML(t *testing.T) {
	s := newStranger(t)
	certificate, key := s.newCertificate("idp.example.com").GetId(), s.newKey("Signs for SAML").GetId()
	s.createProvider(management.IdentityProviderSAMLAsIdentityProvider(s.saml("Assertions", certificate, key)))
	resp, err := s.CertificateManagementApi.DeleteCertificate(s.ctx, s.env, certificate).Execute()
	s.turnedDown("delete its certificate", http.StatusBadRequest, "REQUEST_FAILED CONSTRAINT_VIOLATION id", resp, err)
	resp, err = s.CertificateManagementApi.DeleteKey(s.ctx, s.env, key).Execute()
	s.turnedDown("delete its key", http.StatusBadRequest, "REQUEST_FAILED CONSTRAINT_VIOLATION id", resp, err)
	_, resp, err = s.IdentityProvidersApi.CreateIdentityProvider(s.ctx, s.env).
		IdentityProvider(management.IdentityProviderSAMLAsIdentityProvider(s.saml("Nothing", nobody, key))).Execute()
	s.turnedDown("certificate that is not there", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE idpVerification.certificates[0].id", resp, err)
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
	for _, page := range pages(s, "ReadAllIdentityProviders", s.IdentityProvidersApi.ReadAllIdentityProviders(s.ctx, s.env).Execute()) {
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
