package sdk

import (
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// policies are the password policies of the environment, by name.
func (s *stranger) policies() map[string]management.PasswordPolicy {
	s.Helper()
	all := map[string]management.PasswordPolicy{}
	list := s.PasswordPoliciesApi.ReadAllPasswordPolicies(s.ctx, s.env).Execute()
	s.walked("ReadAllPasswordPolicies", list, func(on *management.EntityArrayEmbedded) int {
		for _, p := range on.GetPasswordPolicies() {
			all[p.GetName()] = p
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
