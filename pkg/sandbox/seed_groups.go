package sandbox

import (
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// seeded is an object of the seed that users belong to.
type seeded struct {
	kind, name, about string
	member            func(i int) bool // which of the users belong to it
	condition         string           // selects further ones
	above             string           // the organization that it is below
	admin, owner      func(i int) bool // of an organization
}

func seedObjects() []seeded {
	nobody := func(int) bool { return false }
	only := func(n int) func(int) bool { return func(i int) bool { return i == n } }
	return []seeded{
		{kind: "role", name: "Employee", about: "Everybody on the payroll", member: func(i int) bool { return i%2 == 0 && i < 60 }},
		{kind: "role", name: "Auditor", about: "Reads everything, changes nothing", member: func(i int) bool { return i == 3 || i == 21 }},
		{kind: "role", name: "Help desk", about: "Resets passwords", member: func(i int) bool { return i >= 30 && i < 36 }},
		{kind: "role", name: "Building A", about: "Opens the doors of building A", member: only(5), condition: `/frIndexedMultivalued1 eq "building-a"`},
		{kind: "role", name: "Unused", member: nobody},
		{kind: "group", name: "employees", about: "Everybody", member: func(i int) bool { return i < 40 }},
		{kind: "group", name: "managers", about: "Who has reports", member: func(i int) bool { return i <= 35 }},
		{kind: "group", name: "lawyers", about: "The department, as it is today", member: nobody, condition: `/frIndexedString1 eq "Legal" and /accountStatus eq "active"`},
		{kind: "group", name: "empty", member: nobody},
		{kind: "organization", name: "Example", about: "The whole company", member: func(i int) bool { return i < 5 }, admin: only(1), owner: only(0)},
		{kind: "organization", name: "Example Europe", about: "Offices in Europe", above: "Example", member: func(i int) bool { return i >= 6 && i < 12 }, admin: only(2), owner: nobody},
		{kind: "organization", name: "Example Oslo", above: "Example Europe", member: func(i int) bool { return i >= 36 && i < 40 }, admin: only(6), owner: nobody},
		{kind: "organization", name: "Example Lisbon", above: "Example Europe", member: func(i int) bool { return i >= 40 && i < 43 }, admin: only(7), owner: nobody},
	}
}

// seedGroups makes the roles, groups and organizations of a realm and puts the first of its users into them.
func (s *Sandbox) seedGroups(tx *store.Tx, users *objectType) error {
	var moved []store.Ref
	for _, o := range seedObjects() {
		t, _ := s.schemas.find("managed/" + users.Realm + "_" + o.kind)
		self := o.ref(t)
		doc := document{"_id": self.ID, "name": o.name}
		if o.about != "" {
			doc["description"] = o.about
		}
		if o.condition != "" {
			doc["condition"] = o.condition
		}
		if _, err := tx.Insert(t.Collection, self.ID, doc.stored(t), doc.keys(t)); err != nil {
			return err
		}
		linked, err := o.link(tx, t, users)
		if err != nil {
			return err
		}
		granted, err := s.schemas.keepCondition(tx, t, self.ID, o.condition)
		if err != nil {
			return err
		}
		moved = append(append(moved, linked...), granted...)
		if o.kind == "organization" { // those below it are told who is above them
			if err := s.schemas.refresh(tx, []store.Ref{self}); err != nil {
				return err
			}
		}
	}
	return s.schemas.refresh(tx, unique(moved))
}

// ref is where an object of the seed lies.
func (o seeded) ref(t *objectType) store.Ref {
	id := o.name
	if o.kind != "group" {
		id = seedID(t.Collection, o.name)
	}
	return store.Ref{Collection: t.Collection, ID: id}
}

// link puts users into an object, and an organization below another one.
func (o seeded) link(tx *store.Tx, t, users *objectType) ([]store.Ref, error) {
	self := o.ref(t)
	if o.above != "" {
		above := seeded{kind: o.kind, name: o.above}.ref(t)
		e := store.Edge{ID: seedID(above.String(), self.ID), From: self, Property: "parent", To: above, Reverse: "children"}
		if _, err := tx.Link(e); err != nil {
			return nil, err
		}
	}
	property := map[string]string{"role": "roles", "group": "groups", "organization": "memberOfOrg"}[o.kind]
	linked, err := linkMembers(tx, users, self, property, "members", o.member)
	if err != nil || o.kind != "organization" {
		return linked, err
	}
	admins, err := linkMembers(tx, users, self, "adminOfOrg", "admins", o.admin)
	if err != nil {
		return nil, err
	}
	owners, err := linkMembers(tx, users, self, "ownerOfOrg", "owners", o.owner)
	return append(append(linked, admins...), owners...), err
}

func linkMembers(tx *store.Tx, users *objectType, to store.Ref, property, reverse string, member func(int) bool) ([]store.Ref, error) {
	var linked []store.Ref
	for i := range 60 {
		if i >= bravoUsers && users.Realm == "bravo" || !member(i) {
			continue
		}
		from := store.Ref{Collection: users.Collection, ID: userID(users, i)}
		e := store.Edge{ID: seedID(to.String()+seedEdge(reverse), from.ID), From: from, Property: property, To: to, Reverse: reverse}
		if property == "roles" {
			e.Props = []byte(`{"_grantType":""}`)
		}
		if _, err := tx.Link(e); err != nil {
			return nil, err
		}
		linked = append(linked, from)
	}
	return linked, nil
}

// seedEdge tells the edges between the same two objects apart.
func seedEdge(reverse string) string {
	if reverse == "members" {
		return ""
	}
	return "/" + reverse
}

func unique(refs []store.Ref) []store.Ref {
	var once []store.Ref
	for _, r := range refs {
		if !slices.Contains(once, r) {
			once = append(once, r)
		}
	}
	return once
}

// seedInternalRoles makes the roles that every tenant has.
func (s *Sandbox) seedInternalRoles(tx *store.Tx) error {
	t, _ := s.schemas.find(internalRoles)
	for _, role := range [][2]string{
		{"openidm-admin", "Administrative access"}, {"openidm-authorized", "Basic minimum user"},
		{"openidm-reg", "Anonymous access"}, {"openidm-cert", "Authenticated via certificate"},
		{"openidm-tasks-manager", "Works on tasks"}, {"platform-provisioning", "Platform provisioning access"},
	} {
		doc := document{"_id": role[0], "name": role[0], "description": role[1]}
		if _, err := tx.Insert(t.Collection, role[0], doc.stored(t), doc.keys(t)); err != nil {
			return err
		}
	}
	return nil
}
