package pingone

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

func TestImportIsAskedFor(t *testing.T) {
	t.Parallel()
	s := directory(t)
	if _, err := s.users().Import(t.Context(), identity.Draft{Document: json.RawMessage(`{"username":"x","emailVerified":true}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.users().Import(t.Context(), identity.Draft{Document: json.RawMessage(`{"username":"y"}`)}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`POST /users vnd.pingidentity.user.import+json {"username":"x","emailVerified":true}`,
		`POST /users vnd.pingidentity.user.import+json {"username":"y"}`,
	}
	if diff := cmp.Diff(want, s.written()); diff != "" {
		t.Error(diff)
	}
	_, err := s.users().Import(t.Context(), identity.Draft{ID: ada, Document: json.RawMessage(`{}`)})
	mustBe(t, err, identity.Unsupported)
}

func TestPatchWhere(t *testing.T) {
	t.Parallel()
	s := directory(t)
	query := identity.Query{Filter: filterOf(t, `userName = "ada"`)}
	if _, err := s.users().PatchWhere(t.Context(), query, operations(t, `set title="x"`)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`PATCH /users/` + ada + ` json {"title":"x"}`}, s.written()); diff != "" {
		t.Error(diff)
	}
	_, err := s.users().PatchWhere(t.Context(), identity.Query{}, nil)
	mustBe(t, err, identity.Usage)
	_, err = newTenant(t, says(200, pageOf("users", ""))).users().PatchWhere(t.Context(), query, nil)
	mustBe(t, err, identity.NotFound)
	_, err = newTenant(t, says(200, pageOf("users", "", row("a"), row("b")))).users().PatchWhere(t.Context(), query, nil)
	if e := wantKind(t, err, identity.Ambiguous); len(e.Matches) != 2 {
		t.Errorf("%+v", e)
	}
}

func TestVerifyStatus(t *testing.T) {
	t.Parallel()
	s := directory(t)
	if _, err := s.users().SetVerifyStatus(t.Context(), ada, "DISABLED"); err != nil {
		t.Fatal(err)
	}
	_, err := s.users().SetVerifyStatus(t.Context(), ada, "MAYBE")
	mustBe(t, err, identity.Usage)
	if _, err := s.users().SetUserProvider(t.Context(), ada, ""); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`PUT /users/` + ada + `/verifyStatus json {"verifyStatus":"DISABLED"}`,
		`PUT /users/` + ada + `/identityProvider json {"identityProvider":{"type":"PING_ONE"}}`,
	}
	if diff := cmp.Diff(want, s.written()); diff != "" {
		t.Error(diff)
	}
}

// TestDoneButUnread: the change was made, and that is said, although the user could
// not be read after it.
func TestDoneButUnread(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"enabled":true}`), says(403, `{"code":"ACCESS_FAILED"}`))
	u := s.users()
	_, err := u.Patch(t.Context(), ada, "", u.StatusPatch(true))
	if e := wantKind(t, err, identity.Auth); !strings.Contains(e.Error(), "the change was made, but the user cannot be read") {
		t.Error(e)
	}
}

func TestPopulationProvider(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"id":"i","type":"GOOGLE"}`))
	p := s.client().populations()
	got, err := p.Provider(t.Context(), staff)
	if diff := cmp.Diff(identity.Provider{ID: "i", Type: "GOOGLE"}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	_, err = p.Provider(t.Context(), "..")
	mustBe(t, err, identity.NotFound)
	patch, err := p.ReadPatch([]byte(`{"id":"x","name":"N","description":null}`))
	want := identity.Patch{{Op: identity.Set, Path: "/name", Value: json.RawMessage(`"N"`)}, {Op: identity.Unset, Path: "/description"}}
	if diff := cmp.Diff(want, patch); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

// TestSeveralOfAName: where names are not unique, nobody is guessed.
func TestSeveralOfAName(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("passwordPolicies", "", `{"id":"1","name":"a"}`, `{"id":"2","name":"a"}`)))
	_, err := s.client().PasswordPolicies().Find(t.Context(), "a")
	if e := wantKind(t, err, identity.Ambiguous); len(e.Matches) != 2 {
		t.Errorf("%+v", e)
	}
}

func TestNoNetwork(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{}`))
	u := s.users()
	s.Close()
	_, err := u.Get(t.Context(), ada)
	if e := wantKind(t, err, identity.Unavailable); !strings.Contains(e.Error(), "connection refused") {
		t.Error(e)
	}
}

func TestPlatformNames(t *testing.T) {
	t.Parallel()
	c := New(nil, Options{Realm: "ping-eu/staff"})
	if c.Realm() != "ping-eu/staff" || c.Platform() != "PingOne" {
		t.Errorf("%s %s", c.Realm(), c.Platform())
	}
	if _, err := identity.Users(c); err != nil {
		t.Error(err)
	}
	for portable, name := range map[string]string{
		"_id": "id", "userName": "username", "mail": "email", "givenName": "name.given", "sn": "name.family", "familyName": "name.family",
		"cn": "name.formatted", "telephoneNumber": "primaryPhone", "accountStatus": "enabled", "postalAddress": "address.streetAddress",
		"city": "address.locality", "stateProvince": "address.region", "postalCode": "address.postalCode", "country": "address.countryCode",
		"shirtSize": "shirtSize", "/name/family": "name.family",
	} {
		if got := identity.NativeName(c.Users(), portable); got != name {
			t.Errorf("%s: %s, want %s", portable, got, name)
		}
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`{"a":1,"b":[true,null]}`, ` { "b" : [ true , null ] , "a" : 1 } `, true},
		{`9007199254740993`, `9007199254740992`, false},
		{`"\u0061"`, `"a"`, true},
		{`[1,2]`, `[2,1]`, false},
		{``, ``, false},
		{`{`, `{`, false},
	} {
		if got := equal(json.RawMessage(c.a), json.RawMessage(c.b)); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}
