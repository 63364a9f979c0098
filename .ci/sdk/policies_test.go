package sdk

import (
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// policies are the password policies of the environment, by name.
func (s *stranger) policies() map[string]*management.PasswordPolicy {
	s.Helper()
	all := map[string]*management.PasswordPolicy{}
	list := s.PasswordPoliciesApi.ReadAllPasswordPolicies(s.ctx, s.env).Execute()
	s.walked("ReadAllPasswordPolicies", list, func(on *management.EntityArrayEmbedded) int {
		for _, p := range on.GetPasswordPolicies() {
			all[p.GetName()] = &p
		}
		return len(on.GetPasswordPolicies())
	})
	return all
}

func TestReadPasswordPolicies(t *testing.T) {
	s := newStranger(t)
	all := s.policies()
	for _, name := range []string{"Standard", "Basic", "Passphrase"} {
		p, there := all[name]
		want(s, name+" is there", there, true)
		want(s, name+" is the default", p.GetDefault(), name == "Standard")
	}
}

func TestReadPasswordPolicy(t *testing.T) {
	s := newStranger(t)
	standard := s.policies()["Standard"]
	read, resp, err := s.PasswordPoliciesApi.ReadOnePasswordPolicy(s.ctx, s.env, standard.GetId()).Execute()
	s.did("ReadOnePasswordPolicy", 200, resp, err)
	want(s, "name", read.GetName(), "Standard")
	want(s, "environment", read.Environment.GetId(), s.env)
	want(s, "least length", read.Length.GetMin(), 8)
	want(s, "most length", read.Length.GetMax(), 255)
	want(s, "history", read.History.GetCount(), 6)
	want(s, "failures", read.Lockout.GetFailureCount(), 5)
	want(s, "small letters", read.MinCharacters.GetAbcdefghijklmnopqrstuvwxyz(), 1)
	want(s, "digits", read.MinCharacters.GetVar0123456789(), 1)
	want(s, "age", read.GetMaxAgeDays(), 182)
	_, resp, err = s.PasswordPoliciesApi.ReadOnePasswordPolicy(s.ctx, s.env, nobody).Execute()
	s.turnedDown("ReadOnePasswordPolicy", 404, "NOT_FOUND", resp, err)
}

// newPolicy makes a policy that wants ten digits.
func (s *stranger) newPolicy(name string) *management.PasswordPolicy {
	s.Helper()
	wanted := management.NewPasswordPolicy(true, false, name, true)
	wanted.SetLength(management.PasswordPolicyLength{Min: management.PtrInt32(10), Max: management.PtrInt32(255)})
	wanted.SetMinCharacters(management.PasswordPolicyMinCharacters{Var0123456789: management.PtrInt32(10)})
	made, resp, err := s.PasswordPoliciesApi.CreatePasswordPolicy(s.ctx, s.env).PasswordPolicy(*wanted).Execute()
	s.did("CreatePasswordPolicy", 201, resp, err)
	return made
}

func TestCreatePasswordPolicy(t *testing.T) {
	s := newStranger(t)
	made := s.newPolicy("Ten digits")
	want(s, "name", made.GetName(), "Ten digits")
	want(s, "digits", made.MinCharacters.GetVar0123456789(), 10)
	want(s, "least length", made.Length.GetMin(), 10)
	want(s, "not similar", made.GetNotSimilarToCurrent(), true)
	want(s, "default", made.GetDefault(), false)
	again := management.NewPasswordPolicy(false, false, "Ten digits", false)
	_, resp, err := s.PasswordPoliciesApi.CreatePasswordPolicy(s.ctx, s.env).PasswordPolicy(*again).Execute()
	s.turnedDown("CreatePasswordPolicy", 400, "INVALID_DATA UNIQUENESS_VIOLATION name", resp, err)
	again.SetName("Short")
	again.SetLength(management.PasswordPolicyLength{Min: management.PtrInt32(4)})
	_, resp, err = s.PasswordPoliciesApi.CreatePasswordPolicy(s.ctx, s.env).PasswordPolicy(*again).Execute()
	s.turnedDown("CreatePasswordPolicy", 400, "INVALID_DATA OUT_OF_RANGE length.min", resp, err)
}

func TestUpdatePasswordPolicy(t *testing.T) {
	s := newStranger(t)
	made := s.newPolicy("To change")
	wanted := management.NewPasswordPolicy(false, false, "Changed", false)
	wanted.SetMaxAgeDays(90)
	changed, resp, err := s.PasswordPoliciesApi.UpdatePasswordPolicy(s.ctx, s.env, made.GetId()).PasswordPolicy(*wanted).Execute()
	s.did("UpdatePasswordPolicy", 200, resp, err)
	want(s, "id", changed.GetId(), made.GetId())
	want(s, "name", changed.GetName(), "Changed")
	want(s, "age", changed.GetMaxAgeDays(), 90)
	want(s, "length is cleared", changed.HasLength(), false)
	_, resp, err = s.PasswordPoliciesApi.UpdatePasswordPolicy(s.ctx, s.env, nobody).PasswordPolicy(*wanted).Execute()
	s.turnedDown("UpdatePasswordPolicy", 404, "NOT_FOUND", resp, err)
}

func TestDeletePasswordPolicy(t *testing.T) {
	s := newStranger(t)
	made := s.newPolicy("To delete")
	resp, err := s.PasswordPoliciesApi.DeletePasswordPolicy(s.ctx, s.env, made.GetId()).Execute()
	s.did("DeletePasswordPolicy", 204, resp, err)
	_, there := s.policies()["To delete"]
	want(s, "is there", there, false)
	resp, err = s.PasswordPoliciesApi.DeletePasswordPolicy(s.ctx, s.env, s.policies()["Standard"].GetId()).Execute()
	s.turnedDown("DeletePasswordPolicy", 400, "REQUEST_FAILED CONSTRAINT_VIOLATION default", resp, err)
}
