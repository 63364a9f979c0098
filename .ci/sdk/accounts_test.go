package sdk

import (
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// sendVerification has no name in the SDK, which sends it all the same. Its counterpart, user.verify, is not here: the
// body that the SDK sends to this path has no place for the code.
const sendVerification management.EnumUserAccountContentTypeHeader = "application/vnd.pingidentity.user.sendVerificationCode+json"

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

func TestSendVerificationCode(t *testing.T) {
	s := newStranger(t)
	wanted := person("to.be.verified", s.newPopulation("Home of to.be.verified").GetId())
	wanted.SetLifecycle(management.UserLifecycle{
		Status:                   management.ENUMUSERLIFECYCLESTATUS_VERIFICATION_REQUIRED.Ptr(),
		SuppressVerificationCode: management.PtrBool(true),
	})
	made, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).ContentType(importing).User(wanted).Execute()
	s.did("CreateUser (user.import)", 201, resp, err)
	told, resp, err := s.UserAccountsApi.UserAccount(s.ctx, s.env, made.GetId()).ContentType(sendVerification).Execute()
	s.did("UserAccount (user.sendVerificationCode)", 200, resp, err)
	want(s, "id", told.GetId(), made.GetId())
	want(s, "lifecycle", told.Lifecycle.GetStatus(), management.ENUMUSERLIFECYCLESTATUS_VERIFICATION_REQUIRED)
	_, resp, err = s.UserAccountsApi.UserAccount(s.ctx, s.env, nobody).ContentType(sendVerification).Execute()
	s.turnedDown("UserAccount", 404, "NOT_FOUND", resp, err)
}
