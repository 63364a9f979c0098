package sandbox

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	grantClient  = "client_credentials"
	grantRefresh = "refresh_token"
	grantDevice  = "urn:ietf:params:oauth:grant-type:device_code"

	purposeRefresh = "refresh"

	pingTokenTTL = time.Hour
	refreshTTL   = 30 * 24 * time.Hour
)

// pingGrant is a successful answer of the token endpoint.
type pingGrant struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	Scope        string `json:"scope,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"`
}

// pingToken is the token endpoint.
func (s *signIn) pingToken() (any, error) {
	if err := s.authenticate(); err != nil {
		return nil, err
	}
	switch s.form.Get("grant_type") {
	case grantClient:
		if !s.proven {
			return nil, refuseGrant("invalid_client", "Request denied: Unsupported authentication method")
		}
		return s.grant(pingClaims{Subject: s.client, Scope: s.form.Get("scope")}, false), nil
	case grantCode:
		return s.byCode()
	case grantDevice:
		return s.byDevice()
	case grantRefresh:
		c, ok := s.tenant.verifyPing(s.form.Get("refresh_token"), purposeRefresh, s.clockNow())
		if !ok || c.Client != s.client || c.Environment != s.env {
			return nil, refuseGrant("invalid_grant",
				"The refresh token is invalid, expired or was issued to another client.")
		}
		return s.grant(c, true), nil
	case "":
		return nil, refuseGrant("invalid_request", "Missing or invalid parameter: grant_type")
	}
	return nil, refuseGrant("unsupported_grant_type", "Unsupported grant type: "+s.form.Get("grant_type"))
}

// grant makes an access token, and a refresh token where the sign-in may be renewed.
func (s *signIn) grant(c pingClaims, renewable bool) pingGrant {
	ttl := s.tokenTTL
	if ttl == 0 {
		ttl = pingTokenTTL
	}
	g := pingGrant{TokenType: "Bearer", ExpiresIn: int(ttl / time.Second), Scope: c.Scope}
	g.AccessToken = s.token(c, purposeAccess, ttl)
	if renewable {
		g.RefreshToken = s.token(c, purposeRefresh, refreshTTL)
	}
	return g
}

func (s *signIn) token(c pingClaims, purpose string, ttl time.Duration) string {
	now := s.clockNow()
	c.Purpose, c.Issuer, c.Client, c.Environment, c.Org = purpose, s.issuer, s.client, s.env, organizationID()
	c.Issued, c.Expires, c.ID = now.Unix(), now.Add(ttl).Unix(), uuid.NewString()
	return s.tenant.signPing(c)
}

// byCode exchanges an authorization code, once.
func (s *signIn) byCode() (any, error) {
	c, ok := s.tenant.verifyPing(s.form.Get("code"), purposeCode, s.clockNow())
	switch {
	case !ok, c.Client != s.client, c.Environment != s.env:
		return nil, refuseGrant("invalid_grant", "The authorization code is invalid or expired.")
	case c.Redirect != s.form.Get("redirect_uri"):
		return nil, refuseGrant("invalid_grant", "The redirect URI is not the one of the authorization request.")
	case c.Challenge != challenge(s.form.Get("code_verifier")):
		return nil, refuseGrant("invalid_grant", "The code verifier does not match the code challenge.")
	}
	if err := s.once(s.r.Context(), c.ID, c.Expires); err != nil {
		return nil, err
	}
	return s.grant(pingClaims{Subject: c.Subject, Scope: c.Scope, Person: c.Person}, true), nil
}

// once uses up a code.
func (s *signIn) once(ctx context.Context, id string, expires int64) error {
	fresh, err := s.spend(ctx, id, time.Unix(expires, 0).Add(-s.clock))
	if err == nil && !fresh {
		err = refuseGrant("invalid_grant", "The authorization code was used before.")
	}
	return err
}

// discovery is the OpenID configuration of an environment, as far as it is served.
func (s *signIn) discovery() (any, error) {
	return map[string]any{
		"issuer":                                s.issuer,
		"authorization_endpoint":                s.issuer + "/authorize",
		"token_endpoint":                        s.issuer + "/token",
		"device_authorization_endpoint":         s.issuer + "/device_authorization",
		"grant_types_supported":                 []string{grantClient, grantCode, grantRefresh, grantDevice},
		"response_types_supported":              []string{"code"},
		"code_challenge_methods_supported":      []string{"S256"},
		"token_endpoint_auth_methods_supported": strings.Fields("client_secret_basic client_secret_post none"),
	}, nil
}
