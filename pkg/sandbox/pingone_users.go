package sandbox

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// usersPage is the most users that one page has.
const usersPage = 200

func (c *pingCall) listUsers() (answer, error) {
	s, err := c.schema()
	if err != nil {
		return answer{}, err
	}
	return c.list(c.userListing(s))
}

func (c *pingCall) userListing(s pingSchema) listing {
	return listing{
		collection: c.users(), name: "users", max: usersPage,
		attributes: filterableUserMembers(s), indexed: indexedUserMembers(),
		render: c.listedUser, quick: c.countKnown,
		resolve: c.resolveGroups, narrow: narrowUsers, read: c.readWithGroups,
	}
}

// filterableUserMembers are what users can be searched by: fixed ones, and custom texts.
func filterableUserMembers(s pingSchema) []filterable {
	var all []filterable
	for _, path := range []string{"accountId", "address.streetAddress", "address.locality", "address.region",
		"address.postalCode",
		"address.countryCode", "email", "externalId", "locale", "mobilePhone", "name.formatted", "name.given", "name.middle",
		"name.family", "name.honorificPrefix", "name.honorificSuffix", "nickname", "photo.href", "preferredLanguage",
		"primaryPhone", "timezone", "title", "type", "username"} {
		all = append(all, filterable{path: path, ops: opsEqSw()})
	}
	for _, path := range []string{"id", "population.id", "memberOfGroups.id", "identityProvider.id"} {
		all = append(all, filterable{path: path, ops: opsEq()})
	}
	all = append(all, filterable{path: "enabled", ops: opsEq(), boolean: true})
	for _, a := range s.attributes {
		if a.SchemaType != schemaCustom || a.Type != typeString {
			continue
		}
		ops := opsEqSw()
		if a.AllowsContains {
			ops = append(ops, filter.Contains)
		}
		all = append(all, filterable{path: a.Name, ops: ops})
	}
	return all
}

// countPopulation counts the users of one population, whose number is kept.
func (c *pingCall) countPopulation(n filter.Node) (int64, bool, error) {
	one, isOne := n.(filter.Comparison)
	if !isOne || len(one.Field) != 2 || one.Field[0] != "population" {
		return 0, false, nil
	}
	id, _ := one.Value.(string)
	count, err := usersIn(c.tx, c.env, filter.Fold(id))
	return int64(count), true, err
}

func (c *pingCall) listedUser(o store.Object) ([]byte, error) {
	if !c.expands("population") {
		return c.showStored(o)
	}
	u, err := c.decodeUser(o)
	if err != nil {
		return nil, err
	}
	return c.expandedUser(u)
}

// expandedUser embeds what the request asks for.
func (c *pingCall) expandedUser(u *pingUser) ([]byte, error) {
	if c.expands("population") {
		population, err := c.showPopulation(u.doc.textAt("population.id"))
		if err != nil {
			return nil, err
		}
		u.doc["_embedded"] = map[string]any{"population": json.RawMessage(population)}
	}
	return c.showUser(u)
}

func (c *pingCall) getUser() (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	if err := c.includeGroups(u); err != nil {
		return answer{}, err
	}
	shown, err := c.expandedUser(u)
	if err != nil {
		return answer{}, err
	}
	return ok(shown)
}

func (c *pingCall) saveAndShow(u *pingUser, how func(any) (answer, error)) (answer, error) {
	if err := c.saveUser(u, true); err != nil {
		return answer{}, err
	}
	shown, err := c.showUser(u)
	if err != nil {
		return answer{}, err
	}
	return how(shown)
}

// replaceUser sets every attribute that a client may set: those left out are cleared.
func (c *pingCall) replaceUser() (answer, error) {
	return c.changeUser(modeReplace, func(u *pingUser, s pingSchema) {
		for _, a := range s.attributes {
			if a.SchemaType != schemaCore && a.Enabled || a.Name == "username" {
				delete(u.doc, a.Name)
			}
		}
	})
}

// patchUser merges: what is not sent is kept, null clears.
func (c *pingCall) patchUser() (answer, error) {
	return c.changeUser(modePatch, func(*pingUser, pingSchema) {})
}

func (c *pingCall) changeUser(mode writeMode, clear func(*pingUser, pingSchema)) (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	s, err := c.schema()
	if err != nil {
		return answer{}, err
	}
	clear(u, s)
	details := c.take(u, s, body, mode)
	if details = append(details, checkUser(u, s)...); len(details) > 0 {
		return answer{}, invalidData(details...)
	}
	if u.doc["emailVerified"] == true && u.doc["email"] != u.old["email"] {
		u.doc["emailVerified"] = false
	}
	return c.saveAndShow(u, ok)
}

func (c *pingCall) deleteUser() (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	if err := c.removeUser(u); err != nil {
		return answer{}, err
	}
	return gone()
}
