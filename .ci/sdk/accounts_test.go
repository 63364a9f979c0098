package sdk

import (
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// The SDK has no answer type, and no content type, for the verification of a mail address: that is not here.

func TestLockAccount(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("to.lock", "")
	locked, resp, err := s.UserAccountsApi.UserAccount(s.ctx, s.env, made.GetId()).
		ContentType(management.ENUMUSERACCOUNTCONTENTTYPEHEADER_LOCKJSON).Execute()
	s.did("UserAccount (account.lock)", 200, resp, err)
	want(s, "id", locked.GetId(), made.GetId())
	want(s, "status", locked.Account.GetStatus(), management.ENUMUSERSTATUS_LOCKED)
	want(s, "can authenticate", locked.Account.GetCanAuthenticate(), false)
	want(s, "has a time", locked.Account.HasLockedAt(), true)
}

func TestUnlockAccount(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("to.unlock", "")
	account := s.UserAccountsApi.UserAccount(s.ctx, s.env, made.GetId())
	_, resp, err := account.ContentType(management.ENUMUSERACCOUNTCONTENTTYPEHEADER_LOCKJSON).Execute()
	s.did("UserAccount (account.lock)", 200, resp, err)
	open, resp, err := account.ContentType(management.ENUMUSERACCOUNTCONTENTTYPEHEADER_UNLOCKJSON).Execute()
	s.did("UserAccount (account.unlock)", 200, resp, err)
	want(s, "status", open.Account.GetStatus(), management.ENUMUSERSTATUS_OK)
	want(s, "can authenticate", open.Account.GetCanAuthenticate(), true)
	want(s, "has a time", open.Account.HasLockedAt(), false)
}

func TestLockNobody(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.UserAccountsApi.UserAccount(s.ctx, s.env, nobody).
		ContentType(management.ENUMUSERACCOUNTCONTENTTYPEHEADER_LOCKJSON).Execute()
	s.turnedDown("UserAccount", 404, "NOT_FOUND", resp, err)
}
