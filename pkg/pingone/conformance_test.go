package pingone

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/identity/identitytest"
)

// serverIDs is a client whose users are made without an id: the suite gives one to
// each, and this platform takes none.
type serverIDs struct{ *Client }

type usersWithoutIDs struct{ *Users }

func (s serverIDs) Users() identity.UserStore { return usersWithoutIDs{&s.users} }

func (u usersWithoutIDs) Create(ctx context.Context, d identity.Draft) (identity.User, error) {
	return u.Users.Create(ctx, identity.Draft{Document: d.Document})
}

// TestConformance asks the questions that every directory answers alike.
func TestConformance(t *testing.T) {
	t.Parallel()
	c := inSandbox(t)
	attribute := json.RawMessage(`{"name":"labels","type":"STRING","enabled":true,"multiValued":true}`)
	if _, err := c.SchemaAttributes().Create(t.Context(), identity.Draft{Document: attribute}); err != nil {
		t.Fatal(err)
	}
	identitytest.TestUsers(t, identitytest.Options{
		Open: func(testing.TB) identity.Directory { return serverIDs{New(c.rest, c.options)} },
		Document: func(userName string) map[string]any {
			return map[string]any{"username": userName, "email": userName + "@example.org"}
		},
		Names: identitytest.Names{UserName: "username", FamilyName: "nickname", Mail: "email", Note: "title", List: "labels", End: "/labels/-"},
		Refused: []identity.Op{
			identity.NotEqual, identity.Less, identity.LessOrEqual, identity.Greater, identity.GreaterOrEqual, identity.EndsWith, identity.Contains,
		},
		Without: omissions(),
	})
}

// omissions are the questions that this platform cannot be asked, as they are put.
func omissions() []identitytest.Omission {
	var all []identitytest.Omission
	for reason, questions := range map[string][]string{
		"the platform makes every id itself": {"create with an id of our own", "create with a taken id", "eight creations of one id at once"},
		"users have no numbers": {
			"preview", "patch where", "count", "replace", "schema", "sort", "fields", "filters", "filters on numbers", "filters on unset attributes",
			"patch: increment", "patch: set and unset", "patch: all or nothing",
		},
		"the user name alone is required":                               {"validate", "create without what is required", "refusals name the attributes", "a user with no optional attribute"},
		"the test has one worker, and refusals have tests of their own": {"a reader reads", "a reader may not write", "an expired credential"},
		"long listings have tests of their own":                         {"list many, each once"},
	} {
		for _, q := range questions {
			all = append(all, identitytest.Omission{Question: q, Reason: reason})
		}
	}
	return all
}
