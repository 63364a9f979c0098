package cli

import (
	"cmp"
	"context"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// assignmentNoun is the roles that something has.
func assignmentNoun() noun {
	return noun{
		one: "role", many: "roles", id: "id", name: "role",
		columns: []render.Column{
			{Header: "ROLE", Path: "role", Priority: 9},
			{Header: "FOR", Path: "for", Priority: 8},
			{Header: "READ-ONLY", Path: "readOnly", Priority: 7},
			{Header: "ID", Path: "id", Priority: 6},
		},
		portable: []render.Column{
			{Header: "ROLE", Path: "roleId", Priority: 9},
			{Header: "FOR", Path: "scope.type", Priority: 8},
			{Header: "FOR ID", Path: "scope.id", Priority: 7},
			{Header: "READ-ONLY", Path: "readOnly", Priority: 6},
			{Header: "ID", Path: "id", Priority: 5},
		},
	}
}

// groupRolesCmd is groups roles.
func groupRolesCmd(s *session, c container) *cobra.Command {
	return s.needing(family("roles", "The administrator roles that the members of a "+c.noun.one+" have by it",
		listRoles(s, c), assignRole(s, c), unassignRole(s, c),
	), func(d identity.Directory) error {
		if err := c.that(is[identity.RoleAssignmentKeeper])(d); err != nil {
			return err
		}
		_, err := identity.AdminRoles(d)
		return err
	})
}

func listRoles(s *session, c container) *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use: "list <" + c.noun.one + ">", Aliases: []string{"ls"},
		Short:   "List the administrator roles of a " + c.noun.one,
		Example: "  realmctl groups roles list 'Help desk' -R sandbox/pingone",
		Args:    c.oneObject,
		RunE:    s.run(func(ctx context.Context, args []string) error { return runListRoles(ctx, s, c, args[0], o) }),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func runListRoles(ctx context.Context, s *session, c container, name string, o outputFlags) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	ro, err := s.renderOptions(listing{noun: assignmentNoun(), flags: o, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	if o.portable {
		ro.NamePath = "roleId"
	}
	_, whole := render.Needs(ro)
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[object], error) {
		h, err := openRoles(ctx, c, d, name)
		if err != nil {
			return source[object]{}, err
		}
		return source[object]{h.rows(ctx, !whole && !o.portable), h.names()}, nil
	}, o.portable)
	count, err := s.print(ctx, ro, rows)
	if err == nil && count == 0 {
		s.say("%s has no administrator roles in %s", name, addresses(realms))
	}
	return err
}

// A roleHolder is an object that may have roles, opened.
type roleHolder struct {
	*opened
	assigned    identity.RoleAssignmentStore
	roles       identity.AdminRoleStore
	roleNames   map[string]string
	populations map[string]string
}

func openRoles(ctx context.Context, c container, d identity.Directory, name string) (*roleHolder, error) {
	h := &roleHolder{}
	var keeper identity.RoleAssignmentKeeper
	in, err := c.one(ctx, d, name, func(in *opened) (err error) {
		if keeper, err = ableTo[identity.RoleAssignmentKeeper](d, in.store, "administrator roles of "+c.noun.many); err == nil {
			h.roles, err = identity.AdminRoles(d)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	h.opened, h.assigned = in, keeper.RoleAssignments(in.key.ID)
	return h, nil
}

func (h *roleHolder) names() any {
	return wordedNames{h.assigned, []string{"role", "for", "readOnly", "id"}}
}

func (h *roleHolder) rows(ctx context.Context, words bool) iter.Seq2[object, error] {
	return func(yield func(object, error) bool) {
		for a, err := range h.assigned.List(ctx, identity.Query{}) {
			o := wordedObject{object: a}
			if err == nil && words {
				o.words, err = h.wordsOf(ctx, a)
			}
			if !yield(o, err) || err != nil {
				return
			}
		}
	}
}

func (h *roleHolder) wordsOf(ctx context.Context, a identity.RoleAssignment) (map[string]any, error) {
	p, err := a.Profile()
	if err != nil {
		return nil, err
	}
	if err := h.learn(ctx); err != nil {
		return nil, err
	}
	return map[string]any{"role": cmp.Or(h.roleNames[p.RoleID], p.RoleID), "for": h.scopeWords(p.Scope), "readOnly": p.ReadOnly, "id": p.ID}, nil
}

// learn reads the names behind ids, once.
func (h *roleHolder) learn(ctx context.Context) (err error) {
	if h.roleNames != nil {
		return nil
	}
	h.roleNames = map[string]string{}
	for role, err := range h.roles.List(ctx, identity.Query{}) {
		if err != nil {
			return err
		}
		key, err := role.Key()
		if err != nil {
			return err
		}
		h.roleNames[key.ID] = key.Name
	}
	h.populations, err = populationNames(ctx, h.directory)
	return err
}

// scopeWords says what a role is given for: "environment", "population Customers".
func (h *roleHolder) scopeWords(scope identity.Scope) string {
	switch scope.Type {
	case "environment", "organization":
		return scope.Type
	case "population":
		return scope.Type + " " + cmp.Or(h.populations[scope.ID], scope.ID)
	}
	return scope.Type + " " + scope.ID
}

// scopeFlags say what a role is given for.
type scopeFlags struct {
	population, application string
	organization            bool
}

func (f *scopeFlags) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.population, "population", "", "for one `population`, by name or id, not for the whole environment")
	cmd.Flags().StringVar(&f.application, "application", "", "for one application, by its `id`")
	cmd.Flags().BoolVar(&f.organization, "organization", false, "for the whole organization")
	exclusive(cmd, "population", "application")
	exclusive(cmd, "population", "organization")
	exclusive(cmd, "application", "organization")
}

func (f scopeFlags) scope() identity.Scope {
	switch {
	case f.population != "":
		return identity.Scope{Type: "population", ID: f.population}
	case f.application != "":
		return identity.Scope{Type: "application", ID: f.application}
	case f.organization:
		return identity.Scope{Type: "organization"}
	}
	return identity.Scope{Type: "environment"}
}

// holder opens the roles of an object within a tier.
func holder(in *opened) (*roleHolder, func() error, error) {
	keeper, err := ableTo[identity.RoleAssignmentKeeper](in.directory, in.store, "administrator roles of "+in.noun.many)
	if err != nil {
		return nil, nil, err
	}
	h := &roleHolder{opened: in}
	h.roles, err = identity.AdminRoles(in.directory)
	return h, func() error { // in is found by then
		h.assigned = keeper.RoleAssignments(in.key.ID)
		return nil
	}, err
}

// assignRole is groups roles assign.
func assignRole(s *session, c container) *cobra.Command {
	var f scopeFlags
	t := tier{
		container: c, things: assignmentNoun(), op: "assign", to: "to", word: "<role>",
		short:   "Give administrator roles to the members of a " + c.noun.one,
		long:    "Give administrator roles, by name or id, to those who were put into a " + c.noun.one + ": for the\nenvironment, or for what the flags name.",
		example: "  realmctl groups roles assign Sales 'Identity Data Read Only' --population Customers -R sandbox/pingone",
		open: func(in *opened) (func(context.Context, string) (tie, error), error) {
			h, ready, err := holder(in)
			return func(ctx context.Context, name string) (tie, error) {
				if err := ready(); err != nil {
					return tie{}, err
				}
				role, err := h.roles.Find(ctx, name)
				if err != nil {
					return tie{}, err
				}
				p, err := role.Profile()
				if err == nil {
					err = applies(p, f.scope())
				}
				return tie{key: p.Key(), store: in.store, object: role, words: p.Name + " for " + scopeText(f.scope()), send: func(ctx context.Context) (object, error) {
					return h.assigned.Assign(ctx, p.ID, f.scope())
				}}, err
			}, err
		},
	}
	cmd := t.cmd(s)
	f.bind(cmd)
	return cmd
}

// applies refuses a scope that a role is not for.
func applies(p identity.AdminRoleProfile, scope identity.Scope) error {
	if len(p.AppliesTo) == 0 {
		return nil
	}
	for _, kind := range p.AppliesTo {
		if strings.EqualFold(kind, scope.Type) {
			return nil
		}
	}
	return about(identity.Errorf(identity.Invalid, "it is given for %s, not for %s", strings.Join(p.AppliesTo, ", "), scope.Type), "assign role", p.Key())
}

func scopeText(scope identity.Scope) string { return strings.TrimSpace(scope.Type + " " + scope.ID) }

// unassignRole is groups roles unassign.
func unassignRole(s *session, c container) *cobra.Command {
	t := tier{
		container: c, things: assignmentNoun(), op: "unassign", to: "from", cuts: true, word: "<role>",
		short:   "Take administrator roles away from the members of a " + c.noun.one,
		long:    "Take administrator roles away from a " + c.noun.one + ", by the name of the role, or by the id of\nthe assignment where it has the role for several things.",
		example: "  realmctl groups roles unassign 'Help desk' 'Help Desk Admin' -R sandbox/pingone -n",
		open: func(in *opened) (func(context.Context, string) (tie, error), error) {
			h, ready, err := holder(in)
			return func(ctx context.Context, name string) (tie, error) {
				if err := ready(); err != nil {
					return tie{}, err
				}
				return h.assignment(ctx, name)
			}, err
		},
	}
	return t.cmd(s)
}

// assignment finds one assignment by its id or by the name of its role.
func (h *roleHolder) assignment(ctx context.Context, name string) (tie, error) {
	var found []tie
	for a, err := range h.assigned.List(ctx, identity.Query{}) {
		if err != nil {
			return tie{}, err
		}
		p, err := a.Profile()
		if err != nil {
			return tie{}, err
		}
		words, err := h.wordsOf(ctx, a)
		if err != nil {
			return tie{}, err
		}
		role, _ := words["role"].(string) // it is one
		if p.ID == name || p.RoleID == name || strings.EqualFold(role, name) {
			found = append(found, h.assignmentTie(p, a, role, h.scopeWords(p.Scope)))
		}
	}
	switch len(found) {
	case 0:
		return tie{}, about(identity.Errorf(identity.NotFound, "%s has no such role", h.key), "unassign role", identity.Key{Name: name})
	case 1:
		return found[0], nil
	}
	several := identity.Errorf(identity.Ambiguous, "%s has the role for several things; give the id of one", h.key)
	for _, t := range found {
		several.Matches = append(several.Matches, identity.Key{ID: t.key.ID, Name: t.words})
	}
	return tie{}, about(several, "unassign role", identity.Key{Name: name})
}

func (h *roleHolder) assignmentTie(p identity.RoleAssignmentProfile, a identity.RoleAssignment, role, scope string) tie {
	return tie{
		key: identity.Key{ID: p.ID, Name: role}, store: h.assigned, object: a, words: role + " for " + scope,
		send: func(ctx context.Context) (object, error) { return h.assigned.Delete(ctx, p.ID, identity.AnyRevision) },
	}
}
