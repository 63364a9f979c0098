package sdk

import (
	"net/http"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

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
