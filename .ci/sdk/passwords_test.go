package sdk

import (
	"net/http"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

const (
	firstPassword  = "2FederateM0re!"
	secondPassword = "Corr3ct-Horse_Staple"
	// mailed is the code in every mail that the sandbox would send.
	mailed = "123456"

	passwordPut  = "EnvironmentsEnvironmentIDUsersUserIDPasswordPut"
	passwordPost = "EnvironmentsEnvironmentIDUsersUserIDPasswordPost"
)

// putPassword and postPassword run the operation that a content type of PingOne's names.
func (s *stranger) putPassword(u *management.User, operation string, body map[string]any) (*http.Response, error) {
	return s.UserPasswordsApi.EnvironmentsEnvironmentIDUsersUserIDPasswordPut(s.ctx, s.env, u.GetId()).
		ContentType("application/vnd.pingidentity." + operation).Body(body).Execute()
}

func (s *stranger) postPassword(u *management.User, operation string, body map[string]any) (*http.Response, error) {
	return s.UserPasswordsApi.EnvironmentsEnvironmentIDUsersUserIDPasswordPost(s.ctx, s.env, u.GetId()).
		ContentType("application/vnd.pingidentity." + operation).Body(body).Execute()
}

func (s *stranger) passwordStatus(u *management.User) string {
	s.Helper()
	resp, err := s.UserPasswordsApi.EnvironmentsEnvironmentIDUsersUserIDPasswordGet(s.ctx, s.env, u.GetId()).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDPasswordGet", 200, resp, err)
	status, _ := s.told(resp)["status"].(string)
	return status
}

// withPassword makes a user who has the first password.
func (s *stranger) withPassword(name string) *management.User {
	s.Helper()
	made := s.newUser(name, "")
	resp, err := s.putPassword(made, "password.set+json", map[string]any{"value": firstPassword})
	s.did(passwordPut+" (password.set)", 200, resp, err)
	return made
}

func TestReadPassword(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("without.password", "")
	want(s, "status", s.passwordStatus(made), "NO_PASSWORD")
	resp, err := s.UserPasswordsApi.EnvironmentsEnvironmentIDUsersUserIDPasswordGet(s.ctx, s.env, nobody).Execute()
	s.turnedDown("EnvironmentsEnvironmentIDUsersUserIDPasswordGet", 404, "NOT_FOUND", resp, err)
}

func TestSetPassword(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("sets.password", "")
	resp, err := s.putPassword(made, "password.set+json", map[string]any{"value": firstPassword, "forceChange": true})
	s.did(passwordPut+" (password.set)", 200, resp, err)
	state := s.told(resp)
	want(s, "status", state["status"], any("MUST_CHANGE_PASSWORD"))
	user, _ := state["user"].(map[string]any)
	want(s, "user", user["id"], any(made.GetId()))
	resp, err = s.putPassword(made, "password.set+json", map[string]any{"value": "short"})
	s.turnedDown(passwordPut+" (password.set)", 400, "INVALID_DATA INVALID_VALUE value", resp, err)
}

func TestSetPasswordValue(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("sets.value", "")
	resp, err := s.putPassword(made, "password.setValue+json", map[string]any{"value": firstPassword})
	s.did(passwordPut+" (password.setValue)", 200, resp, err)
	want(s, "status", s.passwordStatus(made), "OK")
	resp, err = s.putPassword(made, "password.setValue+json", map[string]any{})
	s.did(passwordPut+" (password.setValue)", 200, resp, err)
	want(s, "status", s.passwordStatus(made), "NO_PASSWORD")
}

func TestCheckPassword(t *testing.T) {
	s := newStranger(t)
	made := s.withPassword("checks.password")
	resp, err := s.postPassword(made, "password.check+json", map[string]any{"password": firstPassword})
	s.did(passwordPost+" (password.check)", 200, resp, err)
	want(s, "status", s.told(resp)["status"], any("OK"))
	resp, err = s.postPassword(made, "password.check+json", map[string]any{"password": secondPassword})
	s.turnedDown(passwordPost+" (password.check)", 400, "INVALID_DATA INVALID_VALUE password", resp, err)
}

func TestCheckNoPassword(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("checks.nothing", "")
	resp, err := s.postPassword(made, "password.check+json", map[string]any{"password": firstPassword})
	s.turnedDown(passwordPost+" (password.check)", 400, "REQUEST_FAILED NO_PASSWORD password", resp, err)
}

func TestResetPassword(t *testing.T) {
	s := newStranger(t)
	made := s.withPassword("resets.password")
	change := map[string]any{"currentPassword": firstPassword, "newPassword": secondPassword}
	resp, err := s.putPassword(made, "password.reset+json", change)
	s.did(passwordPut+" (password.reset)", 200, resp, err)
	resp, err = s.postPassword(made, "password.check+json", map[string]any{"password": secondPassword})
	s.did(passwordPost+" (password.check)", 200, resp, err)
	resp, err = s.putPassword(made, "password.reset+json", change)
	s.turnedDown(passwordPut+" (password.reset)", 400, "INVALID_DATA INVALID_VALUE currentPassword", resp, err)
}

func TestForcePasswordChange(t *testing.T) {
	s := newStranger(t)
	made := s.withPassword("has.to.change")
	resp, err := s.postPassword(made, "password.forceChange", nil)
	s.did(passwordPost+" (password.forceChange)", 200, resp, err)
	want(s, "status", s.passwordStatus(made), "MUST_CHANGE_PASSWORD")
}

func TestRecoverPassword(t *testing.T) {
	s := newStranger(t)
	made := s.withPassword("recovers.password")
	resp, err := s.postPassword(made, "password.sendRecoveryCode", nil)
	s.did(passwordPost+" (password.sendRecoveryCode)", 200, resp, err)
	resp, err = s.postPassword(made, "password.recover+json", map[string]any{"recoveryCode": "0", "newPassword": secondPassword})
	s.turnedDown(passwordPost+" (password.recover)", 400, "INVALID_DATA INVALID_VALUE recoveryCode", resp, err)
	resp, err = s.postPassword(made, "password.recover+json", map[string]any{"recoveryCode": mailed, "newPassword": secondPassword})
	s.did(passwordPost+" (password.recover)", 200, resp, err)
	resp, err = s.postPassword(made, "password.check+json", map[string]any{"password": secondPassword})
	s.did(passwordPost+" (password.check)", 200, resp, err)
}

func TestUnlockPassword(t *testing.T) {
	s := newStranger(t)
	made := s.withPassword("locked.out")
	for range 5 {
		resp, err := s.postPassword(made, "password.check+json", map[string]any{"password": secondPassword})
		s.turnedDown(passwordPost+" (password.check)", 400, "INVALID_DATA INVALID_VALUE password", resp, err)
	}
	want(s, "status", s.passwordStatus(made), "PASSWORD_LOCKED_OUT")
	want(s, "account", s.read(made).Account.GetStatus(), management.ENUMUSERSTATUS_LOCKED)
	resp, err := s.postPassword(made, "password.check+json", map[string]any{"password": firstPassword})
	s.turnedDown(passwordPost+" (password.check)", 400, "REQUEST_FAILED ACCOUNT_NOT_USABLE", resp, err)
	resp, err = s.postPassword(made, "password.unlock+json", nil)
	s.did(passwordPost+" (password.unlock)", 200, resp, err)
	want(s, "status", s.passwordStatus(made), "OK")
}
