package pingone

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/identity/identitytest"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/token"
)

// TestConformance asks what every directory answers alike: of a whole environment,
// of one population of it, of listings that come in parts side by side, and of
// attributes that the environment made itself.
func TestConformance(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	box := openSandbox(t, sandbox.Options{Dir: dir})
	access := accessTo(t, box)
	lastYear := func() time.Time { return time.Now().AddDate(-1, 0, 0) }
	late := accessTo(t, openSandbox(t, sandbox.Options{Dir: dir, Now: lastYear}))
	if err := box.SeedPingOne(t.Context(), 450, 2, nil); err != nil {
		t.Fatal(err)
	}
	attribute := json.RawMessage(`{"name":"remark","type":"STRING","enabled":true,"allowsContainsOperator":true}`)
	must[identity.SchemaAttribute](t)(clientOf(t, box, access, Options{}).SchemaAttributes().Create(t.Context(), identity.Draft{Document: attribute}))

	spare := must[sandbox.PingOne](t)(box.PingOne(t.Context())).Environments[1].ID
	for name, c := range map[string]struct {
		realm, elsewhere Options
		note             string
		many             identitytest.Loaded
	}{
		"environment": {Options{}, Options{Environment: spare}, "title", identitytest.Loaded{Filter: `population = "Part 1"`, Users: 225}},
		"population":  {Options{Population: "Part 2"}, Options{Population: "Part 1"}, "title", identitytest.Loaded{Filter: `locale = "en"`, Users: 45}},
		"parallel":    {Options{Parallel: 4}, Options{Environment: spare}, "title", identitytest.Loaded{Filter: `population = "Part 1"`, Users: 225}},
		"custom":      {Options{}, Options{Environment: spare}, "remark", identitytest.Loaded{Filter: `population = "Part 1"`, Users: 225}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := conformance(c.note)
			o.Open = func(testing.TB) identity.Directory { return clientOf(t, box, access, c.realm) }
			o.Expired = func(testing.TB) identity.Directory { return clientOf(t, box, late, c.realm) }
			o.Elsewhere = func(testing.TB) identity.Directory { return clientOf(t, box, access, c.elsewhere) }
			o.Many = c.many
			identitytest.TestUsers(t, o)
			identitytest.TestGroups(t, groupConformance(o, c.realm.Population))
		})
	}
}

// conformance tells what PingOne does its own way. The note is an attribute of the
// platform's own, or a custom one that can be asked whether it contains a text.
func conformance(note string) identitytest.Options {
	o := identitytest.Options{
		Document: func(userName string) map[string]any {
			return map[string]any{"username": userName, "email": userName + "@example.org", "name": map[string]any{"given": "Test", "family": "Person"}}
		},
		Names:     identitytest.Names{Note: note, Other: "nickname", List: "tags"},
		Parts:     identitytest.Parts{One: "address.locality", Other: "address.region", Values: [2]any{"Here", "There"}},
		Required:  []string{"username"},
		Bad:       map[string]any{"email": "no address", "name.family": "a/b", "timezone": "nowhere", "badge": "b7"},
		ServerIDs: true, WholeUsers: true, LooseRevisions: true,
		Refused: []identity.Op{
			identity.NotEqual, identity.Less, identity.LessOrEqual, identity.Greater, identity.GreaterOrEqual,
			identity.EndsWith, identitytest.Not, identitytest.Present,
		},
		RefusedChanges: []identity.Change{identity.Increment},
		Without: []identitytest.Omission{
			{Question: "a reader reads", Reason: "the sandbox knows no worker who may only read"},
			{Question: "a reader may not write", Reason: "the sandbox knows no worker who may only read"},
		},
	}
	if note == "title" {
		o.Refused = append(o.Refused, identity.Contains)
	}
	return o
}

// groupConformance tells what PingOne does its own way with groups. Those of different
// populations may have one name; a realm that is one population does not see the others.
func groupConformance(o identitytest.Options, population string) identitytest.Sets {
	s := identitytest.Sets{Options: o, NamesOnly: true, Conditional: true}
	if population == "" {
		s.Apart = func(first, second map[string]any) { first["population"], second["population"] = "Part 1", "Part 2" }
	}
	return s
}

func openSandbox(t *testing.T, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	box := sandbox.Open(o)
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

// accessTo is a token of the sandbox's worker.
func accessTo(t *testing.T, box *sandbox.Sandbox) string {
	t.Helper()
	organization := must[sandbox.PingOne](t)(box.PingOne(t.Context()))
	a := App{
		Environment: organization.Environments[0].ID, ClientID: organization.ClientID,
		Secret: func(context.Context) (string, error) { return organization.ClientSecret, nil },
	}
	got := must[token.Token](t)(WorkerApp(restTo(t, sandbox.PingOneAuth, box.Transport()), a, nil).Token(t.Context()))
	return got.Access
}

// clientOf is a client of one of the sandbox's environments, the first if none is named.
func clientOf(t *testing.T, box *sandbox.Sandbox, access string, o Options) *Client {
	t.Helper()
	if o.Realm = "sandbox/pingone"; o.Environment == "" {
		o.Environment = must[sandbox.PingOne](t)(box.PingOne(context.Background())).Environments[0].ID
	}
	api := &token.Transport{Base: box.Transport(), Auth: token.Bearer(token.Static(access)), Hosts: []string{sandbox.PingOneAPI}}
	return New(restTo(t, sandbox.PingOneAPI, rest.Retry(api, rest.RetryOptions{})), o)
}
