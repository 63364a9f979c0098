package aic

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

func TestSchema(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, smallSchema))
	u := s.users(Cloud)
	for range 2 {
		got, err := u.Schema(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"userName", "sn", "_id", "city", "password", "aliasList", "effectiveRoles", "manager", "roles", "passwordLastChangedTime"}
		if diff := cmp.Diff(want, got.Names()); diff != "" {
			t.Error(diff)
		}
	}
	if got := s.lines(); len(got) != 1 || got[0] != "GET /openidm/schema/managed/alpha_user" {
		t.Errorf("asked %v", got)
	}
}

func TestSchemaElsewhere(t *testing.T) {
	t.Parallel()
	missing := says(404, `{"code":404,"reason":"Not Found","message":"Resource &#39;schema/managed/alpha_user&#39; not found"}`)
	denied := says(403, `{"code":403,"reason":"Forbidden","message":"Access denied"}`)
	managed := says(200, `{"_id":"managed","objects":[{"name":"other","schema":{}},{"name":"alpha_user","schema":`+smallSchema+`}]}`)
	s := newTenant(t, missing, managed)
	if got, err := s.users(IDM).Schema(context.Background()); err != nil || got.Object != "alpha_user" || s.lines()[1] != "GET /openidm/config/managed" {
		t.Errorf("got %v, %v after %v", got, err, s.lines())
	}
	for name, answers := range map[string][]http.HandlerFunc{
		"neither": {missing, missing}, "not allowed": {missing, denied}, "not configured": {missing, says(200, `{"objects":[{"name":"other"}]}`)},
	} {
		s := newTenant(t, answers...)
		u := s.users(IDM)
		for range 2 {
			_, err := u.Schema(context.Background())
			_ = wantKind(t, err, identity.NotFound)
		}
		if n := len(s.lines()); n != 2 {
			t.Errorf("%s: asked %d times", name, n)
		}
	}
	for name, body := range map[string]string{"no object": `[]`, "no attributes": `{}`, "attributes of no shape": `{"properties":[]}`} {
		if _, err := newTenant(t, says(200, body)).users(Cloud).Schema(context.Background()); identity.KindOf(err) != identity.API || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRecordedSchema reads the whole schema of a tenant's users.
func TestRecordedSchema(t *testing.T) {
	t.Parallel()
	var exchanges []struct {
		Response struct{ Body json.RawMessage }
	}
	sharedJSON(t, &exchanges, "recordings", "aic", "config-managed-aic.json")
	s, err := decodeManaged(exchanges[0].Response.Body, "alpha_user")
	if err != nil {
		t.Fatal(err)
	}
	var required []string
	for _, a := range s.Required() {
		required = append(required, a.Name)
	}
	if diff := cmp.Diff([]string{"userName", "givenName", "sn", "mail"}, required); diff != "" {
		t.Error(diff)
	}
	want := map[string]identity.Attribute{
		"userName":      {Name: "userName", Title: "Username", Description: "Username", Type: identity.String, Required: true, Rules: []string{"a valid user name", "none of the characters /", "at least 1 character", "at most 255 characters"}},
		"password":      {Name: "password", Title: "Password", Description: "Password", Type: identity.String, Secret: true},
		"accountStatus": {Name: "accountStatus", Title: "Status", Description: "Status", Type: identity.String, Default: json.RawMessage(`"active"`)},
		"manager":       {Name: "manager", Title: "Manager", Description: "Manager", Type: identity.Relationship, Target: "alpha_user"},
		"roles":         {Name: "roles", Title: "Provisioning Roles", Description: "Provisioning Roles", Type: identity.List, Items: identity.Relationship, Target: "alpha_role"},
		"preferences": {Name: "preferences", Title: "Preferences", Description: "Preferences", Type: identity.Object, Children: []identity.Attribute{
			{Name: "updates", Description: "Send me news and updates", Type: identity.Boolean}, {Name: "marketing", Description: "Send me special offers and services", Type: identity.Boolean}}},
		"frIndexedInteger1":       {Name: "frIndexedInteger1", Title: "Generic Indexed Integer 1", Description: "Generic Indexed Integer 1", Type: identity.Float},
		"effectiveRoles":          {Name: "effectiveRoles", Description: "Effective Roles", Title: "Effective Roles", Type: identity.List, Items: identity.Object, Virtual: true},
		"passwordLastChangedTime": {Name: "passwordLastChangedTime", Title: "Password Last Changed Time", Description: "Password Last Changed Time", Type: identity.String, ReadOnly: true},
	}
	for name, a := range want {
		got, _ := s.Attribute(name)
		if diff := cmp.Diff(a, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func FuzzDecodeSchema(f *testing.F) {
	f.Add([]byte(smallSchema))
	f.Add([]byte(`{"properties":{"a":{"type":5,"title":[],"required":true,"policies":[{"policyId":7,"params":[]}],"items":{"items":{}},"enum":[1,"x"],"default":null}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := decodeSchema(body, "x")
		if err == nil && len(s.Names()) == 0 {
			t.Fatal("a schema without attributes")
		}
		_, _ = decodeManaged(body, "x")
	})
}

func TestValidate(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"result":false,"failedPolicyRequirements":[{"policyRequirements":[{"policyRequirement":"REQUIRED"}],"property":"sn"},{"policyRequirements":[{"params":{"minLength":8},"policyRequirement":"MIN_LENGTH"}],"property":"password"}]}`))
	got, err := s.users(Cloud).Validate(context.Background(), "", json.RawMessage(`{"userName":"x"}`))
	want := []identity.Violation{{Attribute: "sn", Rule: "REQUIRED", Words: "is required"}, {Attribute: "password", Rule: "MIN_LENGTH", Words: "needs at least 8 characters"}}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Error(err, cmp.Diff(want, got))
	}
	if r := s.requests()[0]; r.String() != "POST /openidm/policy/managed/alpha_user/*?_action=validateObject" || r.body != `{"userName":"x"}` {
		t.Errorf("sent %s %s", r, r.body)
	}
	s = newTenant(t, says(200, `{"result":true,"failedPolicyRequirements":[]}`))
	if got, err := s.users(Cloud).Validate(context.Background(), annID, json.RawMessage(`{}`)); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
	if r := s.requests()[0]; r.String() != "POST /openidm/policy/managed/alpha_user/"+annID+"?_action=validateObject" {
		t.Errorf("sent %s", r)
	}
}

const tenantPolicy = `{"_id":"fieldPolicy/alpha_user","type":"password-policy","validator":[
	{"enabled":true,"maxPasswordLength":20,"minPasswordLength":8,"type":"length-based"},
	{"checkSubstrings":true,"enabled":true,"matchAttribute":["mail","userName","givenName","sn"],"minSubstringLength":5,"testReversedPassword":true,"type":"attribute-value"},
	{"allowUnclassifiedCharacters":false,"characterSet":["1:abcdefghijklmnopqrstuvwxyz","1:ABCDEFGHIJKLMNOPQRSTUVWXYZ","1:0123456789","0:!"],"enabled":true,"type":"character-set"},
	{"enabled":false,"minPasswordLength":99,"type":"length-based"},{"enabled":true,"type":"something-new"}]}`

// judge names the rules that a password breaks.
func judge(rules []identity.PasswordRule, password string, p identity.Profile) string {
	var broken []string
	for _, r := range rules {
		if !r.Holds(password, p) {
			broken = append(broken, r.Words)
		}
	}
	return strings.Join(broken, "; ")
}

func TestPasswordRulesOfTenant(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, tenantPolicy))
	rules, err := s.users(Cloud).PasswordRules(context.Background())
	if err != nil || s.lines()[0] != "GET /openidm/config/fieldPolicy/alpha_user" {
		t.Fatal(err, s.lines())
	}
	someone := identity.Profile{UserName: "elizabeth", GivenName: "Liz", Mail: "elizabeth@b.example"}
	const others = "not the value of mail, userName, givenName, sn"
	for password, want := range map[string]string{
		"Passw0rd":                           "",
		"Short0":                             "at least 8 characters",
		"Passw0rd" + strings.Repeat("x", 13): "at most 20 characters",
		"passw0rd":                           "at least 1 of A-Z",
		"Passw0rd§":                          "no other characters than abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!",
		"XelizaX123":                         others, // a part of five letters
		"XazileX123":                         others, // backwards
		"Lizzz0000":                          "",     // shorter than the least part
		"":                                   "at least 8 characters; at least 1 of a-z; at least 1 of A-Z; at least 1 of 0-9",
	} {
		if got := judge(rules, password, someone); got != want {
			t.Errorf("%q: got %q, want %q", password, got, want)
		}
	}
	if password, err := identity.GeneratePassword(rules, someone); err != nil || judge(rules, password, someone) != "" {
		t.Errorf("%v: %s", err, judge(rules, password, someone))
	}
	if rules, err := newTenant(t, says(404, `{"code":404,"message":"Not Found"}`)).users(Cloud).PasswordRules(context.Background()); err != nil || len(rules) != 0 {
		t.Error(rules, err)
	}
}

func TestPasswordRulesOfSchema(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"objects":[{"name":"alpha_user","schema":{"properties":{"password":{"policies":[{"policyId":"minimum-length","params":{"minLength":8}},
		{"policyId":"at-least-X-capitals","params":{"numCaps":1}},{"policyId":"at-least-X-numbers","params":{"numNums":1}},
		{"policyId":"cannot-contain-others","params":{"disallowedFields":["userName","sn"]}},{"policyId":"cannot-contain-characters","params":{"forbiddenChars":["/","§"]}},{"policyId":"own"}]}}}}]}`))
	rules, err := s.users(IDM).PasswordRules(context.Background())
	if err != nil || len(rules) != 5 {
		t.Fatal(rules, err)
	}
	for password, want := range map[string]string{
		"Passw0rd": "", "password": "at least 1 capital letter; at least 1 digit", "XannX1234": "not the value of userName, sn", "Pass/w0rd": "none of the characters /, §",
	} {
		if got := judge(rules, password, identity.Profile{UserName: "ann"}); got != want {
			t.Errorf("%q: got %q, want %q", password, got, want)
		}
	}
}

func TestPasswordTimes(t *testing.T) {
	t.Parallel()
	u := newTenant(t, says(200, "{}")).users(Cloud)
	at := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		`"2026-01-31T08:00:00.000Z"`: at, `"2026-01-31T09:00:00+01:00"`: at, `"20260131080000Z"`: at, `"20260131080000.000Z"`: at, `null`: {}, `"soon"`: {}, `""`: {},
	} {
		got, err := u.PasswordTimes(identity.User{Native: json.RawMessage(`{"passwordLastChangedTime":` + text + `,"passwordExpirationTime":null}`)})
		if err != nil || !got.Changed.Equal(want) || !got.Expires.IsZero() {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
}
