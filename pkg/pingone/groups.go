package pingone

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Groups is the store of an environment's groups. To a realm that is one population
// the groups of other populations are not there, and those of the whole environment
// can be read and joined but not changed.
type Groups struct {
	collection[identity.GroupProfile]
	known *groupFacts
}

var (
	_ identity.GroupStore           = (*Groups)(nil)
	_ identity.GroupCountReader     = (*Groups)(nil)
	_ identity.Namer                = (*Groups)(nil)
	_ identity.PatchReader          = (*Groups)(nil)
	_ identity.Previewer            = (*Groups)(nil)
	_ identity.MemberLister         = (*Groups)(nil)
	_ identity.MemberAdder          = (*Groups)(nil)
	_ identity.MemberRemover        = (*Groups)(nil)
	_ identity.ListedMemberRemover  = (*Groups)(nil)
	_ identity.MemberStreamer       = (*Groups)(nil)
	_ identity.MemberChecker        = (*Groups)(nil)
	_ identity.ParentChecker        = (*Groups)(nil)
	_ identity.ConditionWriter      = (*Groups)(nil)
	_ identity.Describer            = (*Groups)(nil)
	_ identity.Checker              = (*Groups)(nil)
	_ identity.ReplacePreviewer     = (*Groups)(nil)
	_ identity.MembershipReader     = (*Groups)(nil)
	_ identity.MembershipLister     = (*Groups)(nil)
	_ identity.ParentLister         = (*Groups)(nil)
	_ identity.ChildLister          = (*Groups)(nil)
	_ identity.ParentAdder          = (*Groups)(nil)
	_ identity.ParentRemover        = (*Groups)(nil)
	_ identity.RoleAssignmentKeeper = (*Groups)(nil)
)

// Groups returns the environment's groups, which is a *[Groups].
func (c *Client) Groups() identity.GroupStore { return c.groups() }

func (c *Client) groups() *Groups {
	g := &Groups{known: &groupFacts{}}
	g.collection = collection[identity.GroupProfile]{
		client: c, one: "group", many: "groups", path: c.path("groups"), read: readGroup, query: nameQuery, names: g.NativeName,
	}
	g.place = g.placeOf
	if c.options.Population != "" {
		g.outside = g.isOutside
	}
	return g
}

// A wireGroup is what is read of a group's document; see "Groups" in the platform's
// reference.
type wireGroup struct {
	ID          string                       `json:"id"`
	Name        string                       `json:"name"`
	Description string                       `json:"description"`
	UserFilter  string                       `json:"userFilter"`
	Population  lenient[struct{ ID string }] `json:"population"`
	External    lenient[bool]                `json:"isExternal"`
	Source      lenient[string]              `json:"sourceType"`
	Updated     lenient[string]              `json:"updatedAt"`
	Direct      lenient[wireCounts]          `json:"directMemberCounts"`
	Total       lenient[wireCounts]          `json:"totalMemberCounts"`
}

// wireCounts are numbers of which each may be left out.
type wireCounts struct {
	Users  *int64 `json:"users"`
	Groups *int64 `json:"groups"`
}

func (w wireCounts) count() identity.MemberCount {
	n := identity.UnknownMembers()
	if w.Users != nil {
		n.Users = *w.Users
	}
	if w.Groups != nil {
		n.Groups = *w.Groups
	}
	return n
}

func readGroup(document json.RawMessage) (identity.GroupProfile, error) {
	var w wireGroup
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.GroupProfile{}, identity.Errorf(identity.API, "read group: the platform sent something that is none: %w", err)
	}
	return identity.GroupProfile{
		ID: w.ID, Revision: w.Updated.value, Name: w.Name, Description: w.Description, Condition: w.UserFilter,
		PopulationID: w.Population.value.ID, External: w.External.value || w.Source.value != "",
		Direct: w.Direct.value.count(), Total: w.Total.value.count(),
	}, nil
}

// placeOf is where a group belongs. A population that may not be seen keeps its id.
func (g *Groups) placeOf(ctx context.Context, p identity.GroupProfile) (string, error) {
	if p.PopulationID == "" {
		return "the whole environment", nil
	}
	found, err := g.client.populations().Get(ctx, p.PopulationID)
	if kind := identity.KindOf(err); err != nil && (kind == identity.Auth || kind == identity.NotFound) {
		return "population " + p.PopulationID, nil
	}
	if err != nil {
		return "", err
	}
	key, err := found.Key()
	return "population " + key.Name, err
}

// isOutside reports a group of another population than the realm is.
func (g *Groups) isOutside(ctx context.Context, document json.RawMessage) (bool, error) {
	home, err := g.client.population(ctx)
	if err != nil || home == "" {
		return false, err
	}
	p, err := readGroup(document)
	return p.PopulationID != "" && p.PopulationID != home, err
}

// List streams the groups that match a query.
func (g *Groups) List(ctx context.Context, q identity.Query) iter.Seq2[identity.Group, error] {
	return func(yield func(identity.Group, error) bool) {
		native, err := g.condition(ctx, q)
		if err != nil {
			yield(identity.Group{}, g.client.fail("list groups", "", err))
			return
		}
		g.collection.List(ctx, identity.Query{Native: native, Limit: q.Limit, PageSize: q.PageSize, Sort: q.Sort})(yield)
	}
}

// GetWithCounts reads a group with the number of all its members, which the service
// counts only when it is asked.
func (g *Groups) GetWithCounts(ctx context.Context, id string) (identity.Group, error) {
	document, err := g.counted(ctx, id)
	if err != nil {
		return identity.Group{}, g.client.fail("get group", id, err)
	}
	return g.resource(document), nil
}

func (g *Groups) counted(ctx context.Context, id string) (json.RawMessage, error) {
	if !isStep(id) {
		return nil, identity.Errorf(identity.NotFound, "this is no id")
	}
	return g.getWith(ctx, id, rest.Parameters("include", "totalMemberCounts"))
}
