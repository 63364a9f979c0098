package sandbox

import (
	"strconv"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// seedGroup is a group of the seed.
type seedGroup struct {
	name, about string
	in          string           // the group that it is nested in
	population  string           // its id, "" for a group of the environment
	filter      string           // on users
	members     func(i int) bool // which of the users are put into it
	external    bool
	roles       []seedRole
}

// seedRole is a role of the seed, given for the environment or for a population of it.
type seedRole struct {
	name, population string
	readOnly         bool
}

func nobody(int) bool { return false }

func ofPopulation(population string, chosen func(i int) bool) func(int) bool {
	return func(i int) bool { return seedHomePopulation(i) == population && chosen(i) }
}

func seedGroupsOfPing() []seedGroup {
	customers, staff, partners := seedPopulation(0), seedPopulation(1), seedPopulation(2)
	every := func(n, rest int) func(int) bool { return func(i int) bool { return i%n == rest } }
	return []seedGroup{
		{name: "Company", about: "Everybody who works here", members: func(i int) bool { return i == 1 || i == 7 }},
		{name: "Engineering", about: "Who builds it", in: "Company", members: ofPopulation(staff, every(2, 0))},
		{name: "Platform", about: "Who keeps it running", in: "Engineering",
			members: func(i int) bool { return i == 10 || i == 16 || i == 19 }},
		{name: "Sales", in: "Company", members: ofPopulation(staff, every(5, 0))},
		{name: "Line managers", about: "By their title", in: "Company", members: nobody,
			filter: `title eq "Manager" and enabled eq true`},
		{name: "Gold tier", about: "The best customers", population: customers, filter: `tier eq "Gold"`,
			members: func(i int) bool { return i == 3 }},
		{name: "Payroll", about: "Everybody on the payroll", population: staff, members: ofPopulation(staff, every(1, 0))},
		{name: "Newsletter", population: customers, members: ofPopulation(customers, every(4, 0))},
		{name: "Newsletter", population: partners, members: ofPopulation(partners, every(2, 0))},
		{name: "Help desk", about: "Helps people to sign in", members: func(i int) bool { return i > 0 && i < 30 && i%7 == 0 },
			roles: []seedRole{{name: "Help Desk Admin"}, {name: "Identity Data Read Only", population: customers}}},
		{name: "Administrators", about: "May do everything with people", members: func(i int) bool { return i == 0 || i == 1 },
			roles: []seedRole{{name: "Identity Data Admin"}, {name: "Environment Admin", readOnly: true}}},
		{name: "Contractors", about: "Kept by another directory", members: ofPopulation(partners, every(3, 1)), external: true},
		{name: "Nobody yet", members: nobody},
	}
}

func (s seedGroup) id() string { return seedID("pingone", "group "+s.name+" "+s.population) }

func (s seedGroup) document(env *environment, at time.Time) document {
	doc := document{"id": s.id(), "environment": idOf(env.ID), "name": s.name, "displayName": s.name,
		"createdAt": pingTime(at), "updatedAt": pingTime(at)}
	for name, text := range map[string]string{"description": s.about, "userFilter": s.filter} {
		if text != "" {
			doc[name] = text
		}
	}
	if s.population != "" {
		doc["population"] = idOf(s.population)
	}
	if s.external {
		doc["isExternal"], doc["sourceType"], doc["sourceId"] = true, "GATEWAY", seedID("pingone", "gateway")
		doc["externalId"] = "cn=contractors,ou=groups,dc=example,dc=com"
	}
	return doc
}

// seedPingGroups fills the first environment with groups: nested, dynamic, of a population, external, with roles.
func seedPingGroups(tx *store.Tx, env *environment, at time.Time) error {
	c := &pingCall{tx: tx, env: env, at: at}
	people, err := collect(tx, env.collection("users"), "", nil, 0, pingUsers)
	if err != nil {
		return err
	}
	for _, s := range seedGroupsOfPing() {
		doc := s.document(env, at)
		if _, err := tx.Insert(groupsOf(env), s.id(), publicJSON(doc), groupKeys(doc)); err != nil {
			return err
		}
		if err := c.seedMembers(s, people); err != nil {
			return err
		}
		if s.in != "" {
			if err := c.nest(s.id(), seedGroup{name: s.in}.id()); err != nil {
				return err
			}
		}
		if err := seedAssignments(tx, env, s.id(), s.roles); err != nil {
			return err
		}
	}
	return firstError(
		seedAssignments(tx, env, people[0].ID, []seedRole{{name: "Identity Data Admin"}, {name: "Environment Admin"}}),
		seedAssignments(tx, env, people[7].ID, []seedRole{{name: "Identity Data Admin", population: seedPopulation(1)}}))
}

// seedMembers puts users into a group and counts them once.
func (c *pingCall) seedMembers(s seedGroup, people []store.Object) error {
	n := 0
	for i, o := range people {
		if !s.members(i) {
			continue
		}
		if _, err := c.tx.Link(c.membershipEdge(o.ID, o.Seq, s.id())); err != nil {
			return err
		}
		n++
	}
	return c.tx.SetValue(c.membersKey(s.id()), []byte(strconv.Itoa(n)))
}

func seedAssignments(tx *store.Tx, env *environment, to string, roles []seedRole) error {
	if len(roles) == 0 {
		return nil
	}
	var all []document
	for _, r := range roles {
		scope, kind := env.ID, scopeEnvironment
		if r.population != "" {
			scope, kind = r.population, scopePopulation
		}
		doc := newAssignment(env, derivedID(to, "role "+r.name), adminRole{name: r.name}.id(), scope, kind)
		doc["readOnly"] = r.readOnly
		all = append(all, doc)
	}
	return tx.SetValue(env.key(assignmentsOf+to), encode(all))
}
