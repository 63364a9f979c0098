package aic

import (
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Groups is the store of a realm's groups. They do not nest. A condition selects users
// beside those who were put into a group.
type Groups struct {
	managed[identity.Group]
	people
}

var (
	_ identity.GroupDirectory           = (*Client)(nil)
	_ identity.GroupStore               = (*Groups)(nil)
	_ identity.Sparse                   = (*Groups)(nil)
	_ identity.GroupCountReader         = (*Groups)(nil)
	_ identity.Streamer[identity.Group] = (*Groups)(nil)
	_ identity.Counter                  = (*Groups)(nil)
	_ identity.Describer                = (*Groups)(nil)
	_ identity.Validator                = (*Groups)(nil)
	_ identity.Previewer                = (*Groups)(nil)
	_ identity.PatchReader              = (*Groups)(nil)
	_ identity.ReplacePreviewer         = (*Groups)(nil)
	_ identity.MemberStore              = (*Groups)(nil)
	_ identity.ConditionWriter          = (*Groups)(nil)
	_ identity.ListedMemberRemover      = (*Groups)(nil)
)

// Groups returns the store of the realm's groups, which is a *[Groups].
func (c *Client) Groups() identity.GroupStore { return &c.groups }

func newGroups(c *Client) Groups {
	k := beside(c.options.Object, "group", "groups")
	if c.options.Dialect == Cloud {
		k.named, k.newID = true, nameAsID
	}
	return Groups{
		managed: newManaged(c, k, func(document json.RawMessage) identity.Group {
			return identity.Group{Native: document, Read: readGroup}
		}),
		people: people{c, k, "members", "groups"},
	}
}

// nameAsID is the id that Advanced Identity Cloud gives to a group: its name. One that
// cannot stand in an address is left to the service.
func nameAsID(group *object) string {
	if name := group.text("name"); isStep(name) {
		return name
	}
	return ""
}

// A wireNamed is what groups, roles and organizations have in common; null and absent
// are the same.
type wireNamed struct {
	ID          string          `json:"_id"`
	Rev         string          `json:"_rev"`
	Name        lenient[string] `json:"name"`
	Description lenient[string] `json:"description"`
	Condition   lenient[string] `json:"condition"`
}

func readNamed(one string, document json.RawMessage) (wireNamed, error) {
	var w wireNamed
	if err := json.Unmarshal(document, &w); err != nil {
		return w, identity.Errorf(identity.API, "read %s: the platform sent something that is none: %w", one, err)
	}
	return w, nil
}

func readGroup(document json.RawMessage) (identity.GroupProfile, error) {
	w, err := readNamed("group", document)
	return identity.GroupProfile{
		ID: w.ID, Revision: w.Rev, Name: w.Name.value, Description: w.Description.value, Condition: w.Condition.value,
		Direct: identity.UnknownMembers(), Total: identity.UnknownMembers(),
	}, err
}

// Lacking is what the realm cannot say of a group, or only of one that is asked for by
// itself; see [Groups.GetWithCounts].
func (g *Groups) Lacking() []string {
	return []string{"populationId", "external", "direct.users", "direct.groups"}
}

// GetWithCounts reads a group and counts its members: the service does not tell how many
// there are, so they are listed, with no more than their ids.
func (g *Groups) GetWithCounts(ctx context.Context, id string) (identity.Group, error) {
	group, err := g.Get(ctx, id)
	if err != nil {
		return group, err
	}
	var direct, total identity.MemberCount
	for m, err := range g.Members(ctx, id, identity.MemberQuery{Query: identity.Query{Fields: []string{"_id"}}}) {
		if err != nil {
			return identity.Group{}, err
		}
		if total.Users++; m.Reach == identity.Direct {
			direct.Users++
		}
	}
	group.Read = func(document json.RawMessage) (identity.GroupProfile, error) {
		p, err := readGroup(document)
		p.Direct, p.Total = direct, total
		return p, err
	}
	return group, nil
}

// WriteCondition writes a filter on users as the condition that selects members.
func (g *Groups) WriteCondition(_ context.Context, f identity.Filter) (string, error) {
	return g.condition(f)
}
