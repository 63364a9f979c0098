package sandbox

import (
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// seeded is an object of the seed that users belong to.
type seeded struct {
	kind, name, about string
	member            func(i int) bool // which of the users belong to it
}

func seedObjects() []seeded {
	return []seeded{
		{"role", "Employee", "Everybody on the payroll", func(i int) bool { return i%2 == 0 && i < 60 }},
		{"role", "Auditor", "Reads everything, changes nothing", func(i int) bool { return i == 3 || i == 21 }},
		{"role", "Help desk", "Resets passwords", func(i int) bool { return i >= 30 && i < 36 }},
		{"role", "Unused", "", func(int) bool { return false }},
		{"group", "employees", "Everybody", func(i int) bool { return i < 40 }},
		{"group", "managers", "Who has reports", func(i int) bool { return i <= 35 }},
		{"group", "empty", "", func(int) bool { return false }},
		{"organization", "Example", "The whole company", func(i int) bool { return i < 5 }},
	}
}

// seedGroups makes the roles, groups and organizations of a realm and puts the first of its users into them.
func (s *Sandbox) seedGroups(tx *store.Tx, users *objectType) error {
	var members []store.Ref
	for _, o := range seedObjects() {
		t, _ := s.schemas.find("managed/" + users.Realm + "_" + o.kind)
		id := o.name
		if o.kind != "group" {
			id = seedID(t.Collection, o.name)
		}
		doc := document{"_id": id, "name": o.name}
		if o.about != "" {
			doc["description"] = o.about
		}
		if _, err := tx.Insert(t.Collection, id, doc.stored(t), doc.keys(t)); err != nil {
			return err
		}
		property := map[string]string{"role": "roles", "group": "groups", "organization": "memberOfOrg"}[o.kind]
		linked, err := linkMembers(tx, users, store.Ref{Collection: t.Collection, ID: id}, property, o.member)
		if err != nil {
			return err
		}
		members = append(members, linked...)
	}
	return s.schemas.refresh(tx, unique(members))
}

func linkMembers(tx *store.Tx, users *objectType, to store.Ref, property string, member func(int) bool) ([]store.Ref, error) {
	var linked []store.Ref
	for i := range 60 {
		if i >= bravoUsers && users.Realm == "bravo" || !member(i) {
			continue
		}
		from := store.Ref{Collection: users.Collection, ID: userID(users, i)}
		e := store.Edge{ID: seedID(to.String(), from.ID), From: from, Property: property, To: to, Reverse: "members"}
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
