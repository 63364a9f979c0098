package sdk

import (
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// provider is the id of the seed's OpenID Connect provider.
func (s *stranger) provider() string {
	s.Helper()
	page, _, err := s.IdentityProvidersApi.ReadAllIdentityProviders(s.ctx, s.env).ExecuteInitialPage()
	if err != nil {
		s.Fatal(err)
	}
	for _, p := range page.Embedded.GetIdentityProviders() {
		if p.IdentityProviderOIDC != nil {
			return p.IdentityProviderOIDC.GetId()
		}
	}
	s.Fatal("no OpenID Connect provider")
	return ""
}

func TestReadUserEnabled(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("is.enabled", "")
	enabled, resp, err := s.EnableUsersApi.ReadUserEnabled(s.ctx, s.env, made.GetId()).Execute()
	s.did("ReadUserEnabled", 200, resp, err)
	want(s, "enabled", enabled.GetEnabled(), true)
	_, resp, err = s.EnableUsersApi.ReadUserEnabled(s.ctx, s.env, nobody).Execute()
	s.turnedDown("ReadUserEnabled", 404, "NOT_FOUND", resp, err)
}

func TestUpdateUserEnabled(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("to.disable", "")
	update := s.EnableUsersApi.UpdateUserEnabled(s.ctx, s.env, made.GetId())
	for _, wanted := range []bool{false, true} {
		enabled, resp, err := update.UserEnabled(management.UserEnabled{Enabled: &wanted}).Execute()
		s.did("UpdateUserEnabled", 200, resp, err)
		want(s, "enabled", enabled.GetEnabled(), wanted)
		want(s, "can authenticate", s.read(made).Account.GetCanAuthenticate(), wanted)
	}
	_, resp, err := update.UserEnabled(management.UserEnabled{}).Execute()
	s.turnedDown("UpdateUserEnabled", 400, "INVALID_DATA REQUIRED_VALUE enabled", resp, err)
}

// read is a user as he is now.
func (s *stranger) read(u *management.User) *management.User {
	s.Helper()
	user, resp, err := s.UsersApi.ReadUser(s.ctx, s.env, u.GetId()).Execute()
	s.did("ReadUser", 200, resp, err)
	return user
}

func TestReadUserPopulation(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("at.home", "")
	population, resp, err := s.UserPopulationsApi.ReadUserPopulation(s.ctx, s.env, made.GetId()).Execute()
	s.did("ReadUserPopulation", 200, resp, err)
	want(s, "population", population.GetId(), made.Population.GetId())
}

func TestUpdateUserPopulation(t *testing.T) {
	s := newStranger(t)
	made, elsewhere := s.newUser("to.move", ""), s.newPopulation("Moved there").GetId()
	update := s.UserPopulationsApi.UpdateUserPopulation(s.ctx, s.env, made.GetId())
	population, resp, err := update.UserPopulation(*management.NewUserPopulation(elsewhere)).Execute()
	s.did("UpdateUserPopulation", 200, resp, err)
	want(s, "population", population.GetId(), elsewhere)
	want(s, "population of the user", s.read(made).Population.GetId(), elsewhere)
	_, resp, err = update.UserPopulation(*management.NewUserPopulation(nobody)).Execute()
	s.turnedDown("UpdateUserPopulation", 400, "INVALID_DATA INVALID_VALUE id", resp, err)
}

func TestReadUserIdentityProvider(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("of.pingone", "")
	resp, err := s.UsersApi.EnvironmentsEnvironmentIDUsersUserIDIdentityProviderGet(s.ctx, s.env, made.GetId()).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDIdentityProviderGet", 200, resp, err)
	provider, _ := s.told(resp)["identityProvider"].(map[string]any)
	want(s, "type", provider["type"], any("PING_ONE"))
}

func TestUpdateUserIdentityProvider(t *testing.T) {
	s := newStranger(t)
	made, provider := s.newUser("of.another", ""), s.provider()
	update := s.UsersApi.EnvironmentsEnvironmentIDUsersUserIDIdentityProviderPut(s.ctx, s.env, made.GetId())
	bound := func(id string) map[string]any { return map[string]any{"identityProvider": map[string]any{"id": id}} }
	resp, err := update.Body(bound(provider)).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDIdentityProviderPut", 200, resp, err)
	user := s.read(made)
	want(s, "id", user.IdentityProvider.GetId(), provider)
	want(s, "type", user.IdentityProvider.GetType(), management.ENUMIDENTITYPROVIDER_OPENID_CONNECT)
	resp, err = update.Body(bound(nobody)).Execute()
	s.turnedDown("EnvironmentsEnvironmentIDUsersUserIDIdentityProviderPut", 400,
		"INVALID_DATA INVALID_VALUE identityProvider.id", resp, err)
}

func TestReadVerifyStatus(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("not.verified", "")
	resp, err := s.UsersApi.EnvironmentsEnvironmentIDUsersUserIDVerifyStatusGet(s.ctx, s.env, made.GetId()).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDVerifyStatusGet", 200, resp, err)
	want(s, "verifyStatus", s.told(resp)["verifyStatus"], any("NOT_INITIATED"))
}

func TestUpdateVerifyStatus(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("to.verify", "")
	update := s.UsersApi.EnvironmentsEnvironmentIDUsersUserIDVerifyStatusPut(s.ctx, s.env, made.GetId())
	resp, err := update.Body(map[string]any{"verifyStatus": "ENABLED"}).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDVerifyStatusPut", 200, resp, err)
	want(s, "verifyStatus", s.read(made).GetVerifyStatus(), management.ENUMUSERVERIFYSTATUS_ENABLED)
	resp, err = update.Body(map[string]any{"verifyStatus": "PERHAPS"}).Execute()
	s.turnedDown("EnvironmentsEnvironmentIDUsersUserIDVerifyStatusPut", 400,
		"INVALID_DATA INVALID_VALUE verifyStatus", resp, err)
}
