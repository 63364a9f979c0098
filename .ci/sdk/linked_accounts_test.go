package sdk

import (
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// Nothing of the API links an account: a person does, by signing in elsewhere. These tests look for people of the seed
// who have one, each another.

func (s *stranger) accounts(u *management.User) []map[string]any {
	s.Helper()
	resp, err := s.LinkedAccountsApi.EnvironmentsEnvironmentIDUsersUserIDLinkedAccountsGet(s.ctx, s.env, u.GetId()).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDLinkedAccountsGet", 200, resp, err)
	return s.listed(resp, "linkedAccounts")
}

// linked finds a user with a linked account.
func (s *stranger) linked() (*management.User, map[string]any) {
	s.Helper()
	for cursor, err := range s.UsersApi.ReadAllUsers(s.ctx, s.env).Limit(50).Execute() {
		s.did("ReadAllUsers", 200, cursor.HTTPResponse, err)
		for _, u := range cursor.EntityArray.Embedded.GetUsers() {
			if all := s.accounts(&u); len(all) > 0 {
				return &u, all[0]
			}
		}
	}
	s.Fatal("nobody has a linked account")
	return nil, nil
}

func TestReadLinkedAccounts(t *testing.T) {
	s := newStranger(t)
	_, account := s.linked()
	provider, _ := account["identityProvider"].(map[string]any)
	want(s, "provider", provider["id"], any(s.provider()))
	want(s, "accounts of a new user", len(s.accounts(s.newUser("without.account", ""))), 0)
}

func TestReadLinkedAccount(t *testing.T) {
	s := newStranger(t)
	u, account := s.linked()
	read := s.LinkedAccountsApi.EnvironmentsEnvironmentIDUsersUserIDLinkedAccountsLinkedAccountIDGet
	resp, err := read(s.ctx, s.env, u.GetId(), account["id"].(string)).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDLinkedAccountsLinkedAccountIDGet", 200, resp, err)
	want(s, "external id", s.told(resp)["externalId"], account["externalId"])
	resp, err = read(s.ctx, s.env, u.GetId(), nobody).Execute()
	s.turnedDown("EnvironmentsEnvironmentIDUsersUserIDLinkedAccountsLinkedAccountIDGet", 404, "NOT_FOUND", resp, err)
}

func TestDeleteLinkedAccount(t *testing.T) {
	s := newStranger(t)
	u, account := s.linked()
	remove := s.LinkedAccountsApi.EnvironmentsEnvironmentIDUsersUserIDLinkedAccountsLinkedAccountIDDelete(
		s.ctx, s.env, u.GetId(), account["id"].(string))
	resp, err := remove.Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDLinkedAccountsLinkedAccountIDDelete", 204, resp, err)
	want(s, "accounts", len(s.accounts(u)), 0)
	resp, err = remove.Execute()
	s.turnedDown("EnvironmentsEnvironmentIDUsersUserIDLinkedAccountsLinkedAccountIDDelete", 404, "NOT_FOUND", resp, err)
}
