package aic

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

func TestDirectory(t *testing.T) {
	t.Parallel()
	c := New(newTenant(t, says(200, "{}")).rest(), Options{Realm: "acme/alpha", Object: "alpha_user"})
	if c.Realm() != "acme/alpha" || c.Platform() != "Advanced Identity Cloud" {
		t.Errorf("%s, %s", c.Realm(), c.Platform())
	}
	if c := New(newTenant(t, says(200, "{}")).rest(), Options{Dialect: IDM}); c.Platform() != "PingIDM" {
		t.Error(c.Platform())
	}
}

// TestContextPath addresses a self-managed server by the path it was given.
func TestContextPath(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		dialect    Dialect
		base, want string
	}{
		{Cloud, "", "GET /openidm/managed/user/x"}, {IDM, "", "GET /openidm/managed/user/x"}, {IDM, "/", "GET /openidm/managed/user/x"},
		{IDM, "/openidm", "GET /openidm/managed/user/x"}, {IDM, "/idm/", "GET /idm/managed/user/x"},
	} {
		s := newTenant(t, says(200, "{}"))
		s.URL += tt.base
		u := New(s.rest(), Options{Object: "user", Dialect: tt.dialect}).Users()
		if _, err := u.Get(context.Background(), "x"); err != nil || s.lines()[len(s.lines())-1] != tt.want {
			t.Errorf("%q: asked %v, %v", tt.base, s.lines(), err)
		}
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, ann))
	u := s.users(Cloud)
	if _, err := u.Get(context.Background(), "a b?c#ü"); err != nil || s.lines()[0] != "GET /openidm/managed/alpha_user/a%20b%3Fc%23%C3%BC" {
		t.Error(s.lines(), err)
	}
	for _, id := range []string{"", ".", "..", "a/b", `a\b`, "a%2fb"} {
		_, err := u.Get(context.Background(), id)
		_ = wantKind(t, err, identity.NotFound)
		_, err = u.Patch(context.Background(), id, "1", identity.Patch{{Op: identity.Unset, Path: "city"}})
		_ = wantKind(t, err, identity.NotFound)
		_, err = u.Delete(context.Background(), id, "1")
		_ = wantKind(t, err, identity.NotFound)
	}
	if n := len(s.lines()); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if _, err := u.Delete(context.Background(), annID, ""); identity.KindOf(err) != identity.Usage {
		t.Errorf("a deletion of any revision: %v", err)
	}
}

// TestPatchesBySchema reads the schema when a patch needs to know what a list is, and
// no sooner.
func TestPatchesBySchema(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, smallSchema), says(200, ann))
	u := s.users(Cloud)
	add := identity.Patch{{Op: identity.Add, Path: "aliasList", Value: json.RawMessage(`"x"`)}}
	if got, err := u.Preview(json.RawMessage(`{"aliasList":["w"]}`), add); err != nil || string(got) != `{"aliasList":"x"}` {
		t.Errorf("without a schema: %s, %v", got, err)
	}
	if _, err := u.Patch(context.Background(), annID, "1", add); err != nil {
		t.Fatal(err)
	}
	if r := s.requests()[1]; r.body != `[{"operation":"add","field":"/aliasList/-","value":"x"}]` {
		t.Errorf("sent %s", r.body)
	}
	if got, err := u.Preview(json.RawMessage(`{"aliasList":["w"]}`), add); err != nil || string(got) != `{"aliasList":["w","x"]}` {
		t.Errorf("with a schema: %s, %v", got, err)
	}
	if _, err := u.Preview(json.RawMessage(`{"sn":"a"}`), identity.Patch{{Op: identity.Increment, Path: "sn", Value: json.RawMessage("1")}}); identity.KindOf(err) != identity.Invalid {
		t.Error(err)
	}
	if _, err := u.Patch(context.Background(), annID, "1", identity.Patch{{Op: identity.Transform, Path: "sn"}}); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
}

func TestOwnPatches(t *testing.T) {
	t.Parallel()
	u := newTenant(t, says(200, "{}")).users(Cloud)
	for enabled, want := range map[bool]string{true: `"active"`, false: `"inactive"`} {
		if p := u.StatusPatch(enabled); len(p) != 1 || p[0].Path != "accountStatus" || string(p[0].Value) != want {
			t.Errorf("%v: %v %s", enabled, p, p[0].Value)
		}
	}
	p, err := u.PasswordPatch(`a"b`)
	if err != nil || p[0].Path != "password" || string(p[0].Value) != `"a\"b"` || strings.Contains(p[0].String(), "b") {
		t.Error(p, err)
	}
	if _, err := u.PasswordPatch(""); identity.KindOf(err) != identity.Usage {
		t.Error(err)
	}
}

func TestPolicyRules(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"required": "not empty", "not-empty": "not empty", "not-null": "not null", "unique": "unique", "valid-type": "", "minimum-length": "at least 3 characters",
		"maximum-length": "at most 5 characters", "at-least-X-capitals": "at least 1 capital letter", "at-least-X-numbers": "at least 2 digits",
		"cannot-contain-characters": "none of the characters /", "cannot-contain-others": "not the value of sn", "cannot-contain-duplicates": "no value twice",
		"regexpMatches": "matches ^a", "valid-username": "a valid user name", "no-internal-user-conflict": "not the name of an internal user",
		"valid-email-address-format": "a mail address", "valid-phone-format": "a telephone number", "valid-name-format": "a name", "valid-date": "a date",
		"valid-number": "a number", "mapping-exists": "the name of a mapping", "valid-enum-value": "one of a, b", "our-own": "our-own",
	} {
		p := params{"minLength": 3.0, "maxLength": 5.0, "numCaps": 1.0, "numNums": 2.0, "forbiddenChars": []any{"/"}, "disallowedFields": "sn", "regexp": "^a", "enumValues": []any{"a", "b"}}
		if got := policyWords(id, p); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

func TestRaw(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, "[1]"), says(404, `{"code":404,"message":"Not Found"}`))
	c := New(s.rest(), Options{Realm: "acme/alpha"})
	resp, err := c.Raw(context.Background(), rest.Call{Method: "POST", Path: "/am/json/x", Query: map[string][]string{"_action": {"y"}}, Header: map[string][]string{"Accept-Api-Version": {"protocol=2.1"}}, Body: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	if body, err := resp.Bytes(); err != nil || string(body) != "[1]" {
		t.Error(string(body), err)
	}
	if r := s.requests()[0]; r.String() != "POST /am/json/x?_action=y" || r.body != "{}" || r.header.Get("Accept-API-Version") != "protocol=2.1" {
		t.Errorf("sent %s %s", r, r.body)
	}
	_, err = c.Raw(context.Background(), rest.Call{Path: "/openidm/managed/alpha_role/x"})
	if e := wantKind(t, err, identity.NotFound); e.Error() != "GET /openidm/managed/alpha_role/x in acme/alpha: not found" || s.requests()[1].header.Get("Accept-API-Version") != "resource=1.0" {
		t.Error(e)
	}
	for _, err := range c.RawPages(context.Background(), rest.Call{Method: "POST", Path: "/x"}) {
		_ = wantKind(t, err, identity.Usage)
	}
}

// TestRawLost: a write that was never answered is told as one that may be done.
func TestRawLost(t *testing.T) {
	t.Parallel()
	for method, hint := range map[string]string{
		"POST": "realmctl api GET /openidm/managed/alpha_role -R acme/alpha -q _queryFilter=true --paginate", "DELETE": "realmctl api GET /openidm/managed/alpha_role -R acme/alpha",
	} {
		s := newTenant(t, hangsUp)
		_, err := New(s.rest(), Options{Realm: "acme/alpha"}).Raw(context.Background(), rest.Call{Method: method, Path: "/openidm/managed/alpha_role"})
		if e := wantKind(t, err, identity.Unavailable); !e.Unknown || e.Hint != hint || !strings.Contains(e.Detail, "may have been applied") || len(s.lines()) != 1 {
			t.Errorf("%s: %v; %s; %v", method, e, e.Hint, s.lines())
		}
	}
	_, err := New(newTenant(t, says(400, "{}")).rest(), Options{}).Raw(context.Background(), rest.Call{Method: "POST", Path: "/x"})
	if e := wantKind(t, err, identity.Invalid); e.Unknown {
		t.Error(e)
	}
}
