package pingone

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/token"
)

// inSandbox is a client of the sandbox's first environment, signed in as its worker.
func inSandbox(t *testing.T) *Client {
	t.Helper()
	box := sandbox.Open(sandbox.Options{Dir: t.TempDir()})
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	organization, err := box.PingOne(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Realm: "sandbox/pingone", Environment: organization.Environments[0].ID}
	a := App{Environment: o.Environment, ClientID: organization.ClientID, Secret: func(context.Context) (string, error) { return organization.ClientSecret, nil }}
	source := WorkerApp(restTo(t, sandbox.PingOneAuth, box.Transport()), a, nil)
	api := &token.Transport{Base: box.Transport(), Auth: token.Bearer(source), Hosts: []string{sandbox.PingOneAPI}}
	return New(restTo(t, sandbox.PingOneAPI, rest.Retry(api, rest.RetryOptions{})), o)
}

func restTo(t *testing.T, address string, transport http.RoundTripper) *rest.Client {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return rest.New(u, transport, rest.Options{})
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestSandboxUsers leads one user through a life.
func TestSandboxUsers(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	u := &c.users
	user := must[identity.User](t)
	made := user(u.Create(ctx, identity.Draft{Document: json.RawMessage(`{"username":"zoe","email":"zoe@example.org","name":{"given":"Zoe","family":"Adams"}}`)}))
	key := must[identity.Key](t)(made.Key())
	_, err := u.Create(ctx, identity.Draft{Document: json.RawMessage(`{"username":"zoe","email":"z@example.org"}`)})
	mustBe(t, err, identity.Conflict)
	for _, name := range []string{key.ID, "zoe", "zoe@example.org"} {
		if found := must[identity.Key](t)(user(u.Find(ctx, name)).Key()); found.ID != key.ID {
			t.Errorf("%s: %+v", name, found)
		}
	}
	after := user(u.Patch(ctx, key.ID, key.Revision, operations(t, `set name.family="Brown"`, `set title="Dr"`)))
	if p, _ := after.Profile(); p.GivenName != "Zoe" || p.FamilyName != "Brown" || p.Revision == key.Revision {
		t.Errorf("%+v", p)
	}
	_, err = u.Patch(ctx, key.ID, key.Revision, operations(t, `set title="Prof"`))
	mustBe(t, err, identity.Conflict)
	after = user(u.Patch(ctx, key.ID, "", u.StatusPatch(false)))
	if p, _ := after.Profile(); p.Enabled {
		t.Errorf("%s", after.Native)
	}
	user(u.Patch(ctx, key.ID, "", u.StatusPatch(true)))
	user(u.Lock(ctx, key.ID))
	user(u.Unlock(ctx, key.ID))
	whole := user(u.Get(ctx, key.ID)).Native
	patch := must[identity.Patch](t)(u.ReadPatch(whole))
	user(u.Patch(ctx, key.ID, "", patch))
	user(u.Replace(ctx, key.ID, "", whole))
	user(u.GetWithGroups(ctx, key.ID))
	for _, name := range u.Aspects() {
		if _, err := u.Aspect(ctx, key.ID, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	user(u.Delete(ctx, key.ID, ""))
	_, err = u.Get(ctx, key.ID)
	mustBe(t, err, identity.NotFound)
}

func TestSandboxListing(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	n := must[int64](t)(c.users.Count(ctx, identity.Query{}))
	all := must[[]string](t)(userNames(t, &c.users, identity.Query{PageSize: 7}))
	if int64(len(all)) != n || n < 100 {
		t.Fatalf("%d of %d users", len(all), n)
	}
	sorted := must[[]string](t)(userNames(t, &c.users, identity.Query{Sort: []identity.SortKey{{Attribute: "userName"}}}))
	slices.Sort(all)
	if !slices.Equal(all, sorted) {
		t.Errorf("sorted differently")
	}
	one := must[[]string](t)(userNames(t, &c.users, identity.Query{Filter: filterOf(t, `userName = "`+all[0]+`" and (active = true or active = false)`)}))
	if len(one) != 1 || one[0] != all[0] {
		t.Errorf("%v", one)
	}
	report := must[Report](t)(c.Test(ctx))
	if !report.Users || !report.Schema || report.Populations < 2 {
		t.Errorf("%+v", report)
	}
	environments := 0
	for e, err := range Environments(ctx, c.rest) {
		if err != nil || e.Name == "" {
			t.Error(err)
		}
		environments++
	}
	if environments < 2 {
		t.Errorf("%d environments", environments)
	}
}

func TestSandboxPopulations(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	store, population := c.Populations(), must[identity.Population](t)
	made := population(store.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"Visitors"}`)}))
	key := must[identity.Key](t)(made.Key())
	population(store.Patch(ctx, key.ID, "", operations(t, `set description="Here for a day"`)))
	if p, _ := population(store.Find(ctx, "visitors")).Profile(); p.Description != "Here for a day" || p.ID != key.ID {
		t.Errorf("%+v", p)
	}
	user := must[identity.User](t)(c.users.Create(ctx, identity.Draft{Document: json.RawMessage(`{"username":"guest","population":"Visitors"}`)}))
	who := must[identity.Key](t)(user.Key())
	_, err := store.Delete(ctx, key.ID, "")
	mustBe(t, err, identity.Invalid)
	n := must[int64](t)(c.users.Count(ctx, identity.Query{Filter: filterOf(t, `population = "Visitors"`)}))
	if n != 1 {
		t.Errorf("%d users", n)
	}
	other := ""
	for p, err := range store.List(ctx, identity.Query{}) {
		if profile, _ := p.Profile(); err == nil && profile.Default {
			other = profile.Name
		}
	}
	if _, err := c.users.LostByMove(ctx, who.ID, other); err != nil {
		t.Error(err)
	}
	must[identity.User](t)(c.users.Move(ctx, who.ID, other))
	population(store.Delete(ctx, key.ID, ""))
}

func TestSandboxPasswords(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	u, state := &c.users, must[identity.PasswordState](t)
	user := must[identity.User](t)(u.Create(ctx, identity.Draft{Document: json.RawMessage(`{"username":"pia","email":"pia@example.org","password":"2FederateM0re!x"}`)}))
	id := must[identity.Key](t)(user.Key()).ID
	if s := state(u.PasswordState(ctx, id)); s.Status != "OK" {
		t.Errorf("%+v", s)
	}
	state(u.CheckPassword(ctx, id, "2FederateM0re!x"))
	_, err := u.CheckPassword(ctx, id, "wrong")
	mustBe(t, err, identity.Invalid)
	_, err = u.SetPassword(ctx, id, identity.PasswordChange{Password: "short"})
	if e := wantKind(t, err, identity.Invalid); len(e.Violations) < 2 || strings.Contains(e.Error(), "short ") {
		t.Errorf("%v", e)
	}
	rules := must[[]identity.PasswordRule](t)(u.PasswordRules(ctx))
	next := must[string](t)(identity.GeneratePassword(rules, identity.Profile{UserName: "pia"}))
	state(u.ResetPassword(ctx, id, "2FederateM0re!x", next))
	if s := state(u.SetPassword(ctx, id, identity.PasswordChange{Password: next + "Z9", MustChange: true})); s.Status != "MUST_CHANGE_PASSWORD" {
		t.Errorf("%+v", s)
	}
	must[identity.User](t)(u.Patch(ctx, id, "", operations(t, `set password="9Another.One!x"`)))
	state(u.ForcePasswordChange(ctx, id))
	state(u.UnlockPassword(ctx, id))
	if err := u.SendRecoveryCode(ctx, id); err != nil {
		t.Error(err)
	}
	if err := u.SendVerification(ctx, id); err != nil {
		t.Error(err)
	}
	if s := state(u.UnsetPassword(ctx, id)); s.Status != "NO_PASSWORD" {
		t.Errorf("%+v", s)
	}
}

func TestSandboxSchema(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	store, attribute := c.SchemaAttributes(), must[identity.SchemaAttribute](t)
	made := attribute(store.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"favourites","type":"STRING","enabled":true,"multiValued":true}`)}))
	id := must[identity.Key](t)(made.Key()).ID
	attribute(store.Patch(ctx, id, "", operations(t, `set displayName="Favourites"`)))
	must[*identity.Schema](t)(c.users.Schema(ctx))
	user := must[identity.User](t)(c.users.Create(ctx, identity.Draft{Document: json.RawMessage(`{"username":"fay","email":"fay@example.org","favourites":["tea"]}`)}))
	who := must[identity.Key](t)(user.Key()).ID
	user = must[identity.User](t)(c.users.Patch(ctx, who, "", operations(t, `add favourites="cake"`)))
	if !strings.Contains(string(user.Native), `"favourites":["tea","cake"]`) {
		t.Errorf("%s", user.Native)
	}
	if got := must[[]string](t)(userNames(t, &c.users, identity.Query{Filter: filterOf(t, `favourites has "cake"`)})); len(got) != 1 {
		t.Errorf("%v", got)
	}
	violations := must[[]identity.Violation](t)(c.users.Validate(ctx, "", user.Native))
	if len(violations) > 0 {
		t.Errorf("%v", violations)
	}
	attribute(store.Delete(ctx, id, ""))
}

// TestSandboxRealmOfAPopulation: a realm may be no more than one population.
func TestSandboxRealmOfAPopulation(t *testing.T) {
	t.Parallel()
	c := inSandbox(t)
	var name string
	for p, err := range c.Populations().List(t.Context(), identity.Query{}) {
		if profile, _ := p.Profile(); err == nil && profile.Users > 0 {
			name = profile.Name
		}
	}
	narrow := New(c.rest, Options{Realm: "sandbox/part", Environment: c.options.Environment, Population: name})
	whole := must[int64](t)(c.users.Count(t.Context(), identity.Query{}))
	part := must[int64](t)(narrow.users.Count(t.Context(), identity.Query{}))
	if part == 0 || part >= whole {
		t.Errorf("%d of %d users", part, whole)
	}
}
