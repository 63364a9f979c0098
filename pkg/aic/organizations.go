package aic

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Organizations is the store of a realm's organizations. As a store of members it
// speaks of those who belong to an organization; see [Organizations.People].
type Organizations struct {
	managed[identity.Organization]
	people
}

var (
	_ identity.OrganizationDirectory           = (*Client)(nil)
	_ identity.OrganizationStore               = (*Organizations)(nil)
	_ identity.Streamer[identity.Organization] = (*Organizations)(nil)
	_ identity.Counter                         = (*Organizations)(nil)
	_ identity.Describer                       = (*Organizations)(nil)
	_ identity.Validator                       = (*Organizations)(nil)
	_ identity.Previewer                       = (*Organizations)(nil)
	_ identity.PatchReader                     = (*Organizations)(nil)
	_ identity.ReplacePreviewer                = (*Organizations)(nil)
	_ identity.MemberStore                     = (*Organizations)(nil)
	_ identity.ListedMemberRemover             = (*Organizations)(nil)
	_ identity.ParentWriter                    = (*Organizations)(nil)
	_ identity.ParentChecker                   = (*Organizations)(nil)
)

// Organizations returns the store of the realm's organizations, which is an
// *[Organizations].
func (c *Client) Organizations() identity.OrganizationStore { return &c.organizations }

func newOrganizations(c *Client) Organizations {
	k := beside(c.options.Object, "organization", "organizations")
	k.fields = []string{"*", "parent"} // a relationship is not told unless it is asked for
	return Organizations{
		managed: newManaged(c, k, func(document json.RawMessage) identity.Organization {
			return identity.Organization{Native: document, Read: readOrganization}
		}),
		people: people{c, k, "members", "memberOfOrg"},
	}
}

func readOrganization(document json.RawMessage) (identity.OrganizationProfile, error) {
	w, err := readNamed("organization", document)
	p := identity.OrganizationProfile{ID: w.ID, Revision: w.Rev, Name: w.Name.value, Description: w.Description.value}
	var above struct {
		Parent lenient[json.RawMessage] `json:"parent"`
	}
	if json.Unmarshal(document, &above) != nil || len(above.Parent.value) == 0 || above.Parent.value[0] != '{' {
		return p, err
	}
	if e, bad := readEdge(above.Parent.value); bad == nil {
		p.ParentID = e.targetID()
	}
	return p, err
}

// People are those who have a duty in organizations.
func (o *Organizations) People(d identity.Duty) identity.MemberStore {
	p := o.people
	switch d {
	case identity.AdminDuty:
		p.field, p.back = "admins", "adminOfOrg"
	case identity.OwnerDuty:
		p.field, p.back = "owners", "ownerOfOrg"
	}
	return p
}

// Children streams the organizations directly below one.
func (o *Organizations) Children(ctx context.Context, id string) iter.Seq2[identity.Organization, error] {
	op := "list children of " + o.managed.one
	below := func(document json.RawMessage) (identity.OrganizationProfile, error) {
		p, err := readOrganization(document)
		p.ParentID = id
		return p, err
	}
	return func(yield func(identity.Organization, error) bool) {
		for e, err := range o.managed.client.edges(ctx, id, o.children, identity.Query{}) {
			if err != nil {
				yield(identity.Organization{}, o.people.fail(op, id, err))
				return
			}
			if !yield(identity.Organization{Native: e.target, Read: below}, nil) {
				return
			}
		}
	}
}

func (o *Organizations) children(id string) string {
	return o.collection() + "/" + url.PathEscape(id) + "/children"
}

// Parent is the organization that one is directly below.
func (o *Organizations) Parent(ctx context.Context, id string) (identity.Organization, error) {
	above, err := o.above(ctx, id)
	if err != nil {
		return identity.Organization{}, err
	}
	if above == "" {
		return identity.Organization{}, o.managed.fail("get parent of organization", id, identity.Errorf(identity.NotFound, "it is at the top"))
	}
	return o.Get(ctx, above)
}

// above is the id of the organization that one is directly below, "" at the top.
func (o *Organizations) above(ctx context.Context, id string) (string, error) {
	found, err := o.Get(ctx, id)
	if err != nil {
		return "", err
	}
	p, err := found.Profile()
	return p.ParentID, err
}

// SetParent puts an organization below another one, or at the top.
func (o *Organizations) SetParent(ctx context.Context, id, revision, parent string) (identity.Organization, error) {
	op := "move organization"
	w := wireOperation{Operation: "remove", Field: "/parent"}
	if parent != "" {
		if err := o.CheckParent(ctx, id, parent); err != nil {
			return identity.Organization{}, err
		}
		_, reference := o.WriteParent(parent)
		w = wireOperation{Operation: "replace", Field: "/parent", Value: reference}
	}
	return o.patch(ctx, op, id, revision, []wireOperation{w})
}

// WriteParent is what the document of an organization says of the one it is below.
func (o *Organizations) WriteParent(id string) (property string, value json.RawMessage) {
	reference := object{}
	reference.set("_ref", quote(o.resource()+"/"+id))
	return "parent", reference.bytes()
}

// deepest is how many organizations may be above one another before that is a circle.
const deepest = 100

// CheckParent refuses to put an organization below one that is below it.
func (o *Organizations) CheckParent(ctx context.Context, id, parent string) error {
	const op = "move organization"
	at := parent
	for range deepest {
		if at == id {
			return o.managed.fail(op, id, identity.Errorf(identity.Invalid, "it cannot be put below itself or what is below it"))
		}
		above, err := o.above(ctx, at)
		if err != nil || above == "" {
			return err
		}
		at = above
	}
	return o.managed.fail(op, id, identity.Errorf(identity.Invalid, "the organizations above %s are a circle", clean(parent)))
}
