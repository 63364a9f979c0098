package pingone

import (
	"encoding/json"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

func TestDraftArrival(t *testing.T) {
	t.Parallel()
	u := newTenant(t).users()
	for _, c := range []struct {
		document, want string
		arrival        identity.Arrival
	}{
		{`{"username":"x"}`, `{"username":"x"}`, identity.Arrival{}},
		{`{"username":"x"}`, `{"username":"x","password":{"value":"{SSHA512}a=","forceChange":true}}`, identity.Arrival{Password: "{SSHA512}a=", MustChange: true}},
		{`{"password":"p"}`, `{"password":{"value":"p","forceChange":true}}`, identity.Arrival{MustChange: true}},
		{`{"password":"p"}`, `{"password":"p","emailVerified":true}`, identity.Arrival{EmailVerified: true}},
		{
			`{"lifecycle":{"status":"ACCOUNT_OK"}}`, `{"lifecycle":{"status":"VERIFICATION_REQUIRED","suppressVerificationCode":true}}`,
			identity.Arrival{Lifecycle: "VERIFICATION_REQUIRED", SuppressVerification: true},
		},
	} {
		got, err := u.DraftArrival(json.RawMessage(c.document), c.arrival)
		if err != nil || string(got) != c.want {
			t.Errorf("%s with %+v: %s %v, want %s", c.document, c.arrival, got, err, c.want)
		}
	}
	_, err := u.DraftArrival(json.RawMessage(`{}`), identity.Arrival{Lifecycle: "BORN"})
	mustBe(t, err, identity.Usage)
	_, err = u.DraftArrival(json.RawMessage(`[]`), identity.Arrival{})
	mustBe(t, err, identity.Invalid)
}

// TestPasswordRulesFor: the rules are those of the user's population, or of the
// environment where the population has none or may not be seen.
func TestPasswordRulesFor(t *testing.T) {
	t.Parallel()
	const ours = "0b7ce2ec-5a2e-4a1f-9a46-3f0f7a1f6d4c"
	policies := says(200, pageOf("passwordPolicies", "", standardPolicy, `{"id":"p2","length":{"min":30}}`))
	inPopulation := json.RawMessage(`{"population":{"id":"` + ours + `"}}`)
	for name, c := range map[string]struct {
		document json.RawMessage
		tenant   *tenant
		want     string
	}{
		"of its own": {inPopulation, newTenant(t, says(200, `{"id":"`+ours+`","passwordPolicy":{"id":"p2"}}`), policies), "at least 30 characters"},
		"none":       {inPopulation, newTenant(t, says(200, `{"id":"`+ours+`"}`), policies), "at least 8 characters"},
		"unseen":     {inPopulation, newTenant(t, says(403, `{}`), policies), "at least 8 characters"},
		"unnamed":    {json.RawMessage(`{"username":"x"}`), newTenant(t, policies), "at least 8 characters"},
	} {
		rules, err := c.tenant.users().PasswordRulesFor(t.Context(), c.document)
		if err != nil || len(rules) == 0 || rules[0].Words != c.want {
			t.Errorf("%s: %v %v", name, rules, err)
		}
	}
}
