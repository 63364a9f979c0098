package cli

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func organizationNoun() noun {
	rest := []render.Column{
		{Header: "DESCRIPTION", Path: "description", Priority: 6},
		{Header: "ID", Path: "id", Wide: true, Priority: 7},
	}
	return noun{
		needs: having(identity.Organizations),
		one:   "organization", many: "organizations", aliases: []string{"orgs"}, short: "Parts of a realm with people and administrators of their own",
		id: "id", name: "name", losing: "its people stay, and belong to it no more; what is below it is at the top then",
		columns: append([]render.Column{
			{Header: "NAME", Path: "name", Priority: 9},
			{Header: "BELOW", Path: "below", Priority: 8},
		}, rest...),
		portable: append([]render.Column{
			{Header: "NAME", Path: "name", Priority: 9},
			{Header: "BELOW", Path: "parentId", Priority: 8},
		}, rest...),
		describe: describes(identity.Organizations),
	}
}

func organizationsCmd(s *session) *cobra.Command {
	n := organizationNoun()
	verbs := []verb{
		{"list ls", func() *cobra.Command { return listOrganizations(s, n) }},
		{"get", func() *cobra.Command { return get(s, n, openOrganizationView) }},
		{"create", func() *cobra.Command { return createOrganization(s, n) }},
		{"patch", func() *cobra.Command { return patchOrganization(s, n) }},
		{"replace", func() *cobra.Command { return replaceOrganization(s, n) }},
		{"delete rm", func() *cobra.Command { return remove(s, n, identity.Organizations) }},
		{"tree", func() *cobra.Command { return treeOfOrganizations(s, n) }},
		{"move", func() *cobra.Command { return moveOrganization(s, n) }},
		{"children", func() *cobra.Command { return childrenOfOrganization(s, n) }},
	}
	for _, duty := range identity.Duties() {
		c := withDuty(n, duty)
		verbs = append(verbs, verb{c.part.many, func() *cobra.Command { return membersCmd(s, c) }})
	}
	return n.parent(s, verbs...)
}

func listOrganizations(s *session, n noun) *cobra.Command {
	cmd := list(s, n, openOrganizationView)
	cmd.Example = "  realmctl organizations list -R sandbox/alpha --where 'name sw \"Example\"'"
	return cmd
}

func createOrganization(s *session, n noun) *cobra.Command {
	cmd := create(s, n, identity.Organizations)
	cmd.Use = "create --name <name>"
	cmd.Example = "  realmctl organizations create -R sandbox/alpha --name 'Example Riga' --below 'Example Europe'"
	nameFlags(cmd)
	shortLookedUp(s, cmd, "below", "the `organization` that it is directly below, by name or id", func(ctx context.Context, above string) (string, error) {
		return parentValue(ctx, s, above)
	})
	return cmd
}

// parentValue is the assignment that puts a new organization below one.
func parentValue(ctx context.Context, s *session, above string) (string, error) {
	r, store, err := openStore(ctx, s, identity.Organizations)
	if err != nil {
		return "", err
	}
	found, err := store.Find(ctx, above)
	if err != nil {
		return "", err
	}
	key, err := found.Key()
	if err != nil {
		return "", err
	}
	writer, ok := store.(identity.ParentWriter)
	if !ok {
		return "", identity.Errorf(identity.Unsupported, "%s creates organizations at the top alone; see organizations move", r.Address())
	}
	property, value := writer.WriteParent(key.ID)
	return property + ":=" + string(value), nil
}

func patchOrganization(s *session, n noun) *cobra.Command {
	cmd := patch(s, n, identity.Organizations)
	cmd.Example = "  realmctl organizations patch 'Example Oslo' -R sandbox/alpha --description 'The office by the fjord'"
	nameFlags(cmd)
	return cmd
}

func replaceOrganization(s *session, n noun) *cobra.Command {
	cmd := replace(s, n, identity.Organizations)
	cmd.Example = `  realmctl organizations get 'Example Oslo' -R sandbox/alpha -o json > oslo.json
  realmctl organizations replace 'Example Oslo' -R sandbox/alpha -f oslo.json`
	return cmd
}

// A dutyStore is organizations with those who have one duty in them as their members.
type dutyStore struct {
	identity.OrganizationStore
	identity.MemberStore
}

// NativeName is that of the organizations.
func (d dutyStore) NativeName(path string) string {
	return identity.NativeName(d.OrganizationStore, path)
}

// RemoveListed spares the question for the edge, where the platform does.
func (d dutyStore) RemoveListed(ctx context.Context, organization string, m identity.Member) error {
	if listed, ok := d.MemberStore.(identity.ListedMemberRemover); ok {
		return listed.RemoveListed(ctx, organization, m)
	}
	key, err := m.Key()
	if err != nil {
		return err
	}
	return d.RemoveMember(ctx, organization, key.ID)
}

// StreamMembers lists with memory that is used again, where the platform does.
func (d dutyStore) StreamMembers(ctx context.Context, organization string, q identity.MemberQuery) iter.Seq2[identity.User, error] {
	if s, ok := d.MemberStore.(identity.MemberStreamer); ok {
		return s.StreamMembers(ctx, organization, q)
	}
	return func(yield func(identity.User, error) bool) {
		for m, err := range d.Members(ctx, organization, q) {
			if !yield(m.User, err) {
				return
			}
		}
	}
}

// withDuty is organizations as the container of those who have a duty in them.
func withDuty(n noun, duty identity.Duty) container {
	c := containing(n, func(d identity.Directory) (dutyStore, error) {
		store, err := identity.Organizations(d)
		if err != nil {
			return dutyStore{}, err
		}
		return dutyStore{store, store.People(duty)}, nil
	}).showing("'Example Oslo' -R sandbox/alpha")
	switch duty {
	case identity.AdminDuty:
		c.part = part{
			"admin", "admins", "administrators of an organization",
			"Make people administrators of an organization", "Take people off the administrators of an organization",
		}
	case identity.OwnerDuty:
		c.part = part{
			"owner", "owners", "owners of an organization",
			"Make people owners of an organization", "Take people off the owners of an organization",
		}
	}
	return c
}
